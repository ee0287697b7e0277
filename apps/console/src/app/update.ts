import type { SessionGrant } from '@houzhai/contracts';
import type { SessionEnding } from '@houzhai/messaging';
import { confirm } from '../overlays/confirm.ts';
import { help } from '../overlays/help.ts';
import { operationLog } from '../overlays/log.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { palette } from '../overlays/palette.ts';
import { openSearch } from '../overlays/search.ts';
import { resolveAddress } from '../screens/place-names.ts';
import { homeOf } from '../screens/place-access.ts';
import { places } from '../screens/places.ts';
import { mustEnrol } from '../screens/second-factor.forms.ts';
import { openSignIn, type SignInHooks } from '../screens/sign-in.screen.ts';
import { asNavigation, isChinese, type Key } from '../terminal/keys.ts';
import { findBinding, type Binding } from '../widgets/keymap.ts';
import { attentionChanged, loadAttention, noAttention, sized, terminalRows, withoutOldGlass } from './attention.ts';
import { BINDINGS } from './bindings.ts';
import { chain, say, still, t, top, type LiveView, type Model, type Msg, type Step } from './model.ts';
import { watchDelivery } from './delivery-alarm.ts';
import { isDueToLock, lockKey, lockScreen } from './lock.ts';
import { loadNames } from './names.ts';
import { reloadAll } from './navigation.ts';
import { offersOf } from './offers.ts';
import { endingText } from './session-ending.ts';
import { undoLast } from './undo.ts';

/** How long the first Ctrl-C waits for the second. */
const QUIT_MS = 2_000;

/** The console before anybody signed in. */
export function start(options: {
  readonly lang: 'zh' | 'en';
  readonly server: string;
  readonly size: Model['size'];
  readonly now: number;
  readonly newId: () => string;
  readonly account?: string;
  readonly bell?: boolean;
}): Model {
  const { account = '', bell = true, ...rest } = options;
  const model: Model = {
    ...rest,
    bell,
    touchedAt: rest.now,
    link: 'none',
    areas: new Map(),
    colleagues: new Map(),
    alarm: 0,
    attention: noAttention,
    away: new Map(),
    stack: [],
    visited: [],
    visitedAt: -1,
    roots: [],
    overlays: [],
    log: [],
    pending: new Map(),
    paused: false,
    nextUid: 1,
  };
  return { ...model, nextUid: 2, stack: [openSignIn(hooks, model, account)] };
}

const hooks: SignInHooks = {
  opened: (grant, readOnly) => (model) => {
    const { lockAfterMinutes, recoveryCodesLeft } = grant;
    const me = { ...grant.operator, readOnly, areas: [], lockAfterMinutes };
    const fresh: Model = { ...start(model), me, link: 'online', now: model.now, nextUid: model.nextUid };
    if (grant.operator.mustEnrol) return mustEnrol(fresh, (renewed) => hooks.opened(renewed, readOnly)(model));
    return chain(
      [fewCodes(fresh, recoveryCodesLeft), []],
      loadNames,
      loadAttention,
      watchDelivery,
      (at) => places.root(at, homeOf(at)),
      (at) => cameBack(at, model.unsent),
    );
  },
};

const fewCodes = (model: Model, left: number | undefined): Model =>
  left === undefined
    ? model
    : say(
        model,
        t(
          model,
          `恢复码只剩 ${String(left)} 个；停用动态口令后重新启用可得新的`,
          `Only ${String(left)} recovery codes left; remove the second factor and enrol again`,
        ),
        'watch',
        0,
      );

/** What was typed before the session ended lies on top again, for the same operator only. */
function cameBack(model: Model, unsent: Model['unsent']): Step {
  if (!unsent || unsent.operatorId !== model.me?.operatorId || unsent.screens.length === 0) return still(model);
  const back = { ...model, stack: [...model.stack, ...unsent.screens] };
  return still(say(back, t(model, '未提交的内容还在', 'What you had not sent is still here'), 'good'));
}

/** The platform ended the session: back at the sign-in, saying why; what was typed waits for the same operator. */
export const sessionEnded =
  (ending: SessionEnding = {}): Msg =>
  (model) => {
    const { lang, server, now, newId, nextUid, bell } = model;
    const size = { ...model.size, rows: terminalRows(model) };
    const fresh = start({ lang, server, size, now, newId, bell, account: model.me?.account ?? '' });
    const screens = model.stack.flatMap((screen) => screen.unsent?.() ?? []);
    const kept = model.me && screens.length > 0 ? { unsent: { operatorId: model.me.operatorId, screens } } : {};
    const drafts = screens.length > 0 ? t(model, '；填写的内容还在', '; what you typed is kept') : '';
    const text = `${endingText(model, ending)}${t(model, '，请重新登录', '; sign in again')}${drafts}`;
    return still(say({ ...fresh, nextUid, ...kept }, text, 'watch', 0));
  };

/** Time passes: notices go, waiting is said, an old first Ctrl-C is forgotten. */
export const tick =
  (now: number): Msg =>
  (model) => {
    const { notice, quitArmedAt, ...rest } = model;
    const kept = notice && (notice.until === undefined || notice.until > now) ? { notice } : {};
    const armed = quitArmedAt !== undefined && now - quitArmedAt < QUIT_MS ? { quitArmedAt } : {};
    const next: Model = withoutOldGlass({ ...rest, ...kept, ...armed, now });
    return still(isDueToLock(next) ? lockScreen(next) : next);
  };

export const resized =
  (columns: number, rows: number): Msg =>
  (model) =>
    still(sized(model, columns, rows));

/** What the connection says. After it was lost everything is read anew. */
export const linkChanged =
  (link: Model['link'], roundTripMs?: number): Msg =>
  (model) => {
    if (!model.me) return still(model);
    const { roundTripMs: _, lostAt, ...rest } = model;
    const ms = roundTripMs === undefined ? {} : { roundTripMs };
    if (link === 'offline') return still({ ...rest, link, lostAt: lostAt ?? model.now });
    if (model.link !== 'offline') return still({ ...rest, ...ms, link });
    const text = top(model)?.unsent
      ? t(model, '已恢复连接，填写的内容可以提交了', 'Connected again: what you typed can be sent now')
      : t(model, '已恢复连接，正在补收', 'Connected again, reading what changed');
    const back = say({ ...rest, ...ms, link }, text, 'good');
    return chain([back, []], loadNames, loadAttention, reloadAll);
  };

/** Where the team of whoever is signed in works is another place now. */
export const postingChanged =
  (deployed: { readonly path: string } | undefined): Msg =>
  (model) => {
    if (!model.me) return still(model);
    const { deployed: _, ...me } = model.me;
    const area = deployed?.path.split('/')[1] ?? '';
    const text = deployed
      ? t(model, `您的突击队已调往 ${area}，现在可看到该村(居)`, `Your team was sent to ${area}; you see that area now`)
      : t(model, '您的突击队已召回，只看到本辖区', 'Your team was called back; you see your own area only');
    const told = say({ ...model, me: { ...me, ...(deployed ? { deployed } : {}) } }, text, 'accent', 0);
    return chain([told, []], loadNames, loadAttention, reloadAll);
  };

/** Rows of a live view changed; `ids` undefined: some changes were missed. */
export const viewChanged =
  (view: LiveView, ids: readonly string[] | undefined): Msg =>
  (model) =>
    model.paused
      ? [model, attentionChanged(view, model)]
      : chain(
          [model, attentionChanged(view, model)],
          ...model.stack.map(
            (screen): Msg =>
              (at) =>
                screen.onChange?.(view, ids, at) ?? still(at),
          ),
        );

const isControl = (key: Key, letter: string): boolean => key.name === 'char' && key.ctrl && key.text === letter;

/** A key. Overlays come first, then text being typed, then the keys of the screen, then those that work everywhere. */
export const keyPressed =
  (pressed: Key): Msg =>
  (before) => {
    const model = { ...before, touchedAt: before.now };
    if (isControl(pressed, 'c')) return quit(model);
    if (model.locked) return lockKey(model, model.locked, pressed);
    if (isControl(pressed, 'x')) return still(lockScreen(model));
    const over = model.overlays.at(-1);
    if (over) return over.onKey(pressed, model) ?? still(model);
    const screen = top(model);
    if (!screen) return still(model);
    if (screen.typing) {
      if (pressed.name === 'escape') return escape(model);
      const binding = findBinding(
        BINDINGS,
        ['registration', 'form'].filter((scope) => screen.scopes.includes(scope)),
        pressed,
      );
      const done = binding && binding.id !== 'leave' ? screen.onBinding(binding.id, model) : undefined;
      if (done) return done;
      if (pressed.name === 'f1') return openHelp(model);
      if (isControl(pressed, 'l')) return [model, [{ do: 'repaint' }]];
      return screen.onKey?.(pressed, model) ?? still(model);
    }
    const text = screen.onText?.(pressed, model);
    if (text) return text;
    const key = asNavigation(pressed);
    if (key.name === 'paste' || (key.name === 'char' && isChinese(key.text))) return openSearch(places, model, key.text.trim());
    const local = findBinding(BINDINGS, screen.scopes, key);
    const done = local && screen.onBinding(local.id, model);
    if (done) return done;
    const global = findBinding(BINDINGS, ['global'], key);
    return global ? runGlobal(global.id, model) : still(model);
  };

function quit(model: Model): Step {
  if (model.quitArmedAt !== undefined && model.now - model.quitArmedAt < QUIT_MS)
    return [model, [...(model.me ? [{ do: 'sign-out' as const }] : []), { do: 'quit' }]];
  const text = model.stack.some(({ unsent }) => unsent)
    ? t(model, '有未提交的内容；再按一次 Ctrl-C 放弃并退出', 'Something is not sent; Ctrl-C again discards it and quits')
    : t(model, '再按一次 Ctrl-C 退出', 'Press Ctrl-C again to quit');
  return [say({ ...model, quitArmedAt: model.now }, text, 'watch', QUIT_MS), []];
}

function escape(model: Model): Step {
  const own = top(model)?.onEscape?.(model);
  if (own) return own;
  const { notice: _, ...quiet } = model;
  return places.leave(quiet);
}

const openHelp = (model: Model): Step => {
  const screen = top(model);
  const scopes = [...(screen?.scopes ?? []), screen?.typing ? 'typing' : 'global'];
  const run = (binding: Binding, at: Model): Step => {
    if (binding.scope === 'global') return runGlobal(binding.id, at);
    if (binding.id === 'leave' || binding.id === 'drop') return escape(at);
    return top(at)?.onBinding(binding.id, at) ?? still(at);
  };
  return still(openOverlay(model, help(scopes, run)));
};

/** Keys that work everywhere. */
function runGlobal(id: string, model: Model): Step {
  if (!model.me) return still(model);
  switch (id) {
    case 'root-board':
      return places.root(model, 'board');
    case 'root-rounds':
      return places.root(model, 'rounds');
    case 'root-checkpoints':
      return places.root(model, 'checkpoints');
    case 'root-errands':
      return places.root(model, 'errands open=true');
    case 'root-approvals':
      return places.root(model, 'approvals');
    case 'root-alerts':
      return places.root(model, 'alerts');
    case 'root-reviews':
      return places.root(model, 'reviews');
    case 'root-mine':
      return places.root(model, 'errands mine=true open=true');
    case 'root-audit':
      return places.root(model, 'audit');
    case 'root-operators':
      return places.root(model, 'operators');
    case 'palette':
      return still(openOverlay(model, palette({ offers: (at) => offersOf(at, signOut), resolve: resolveAddress, nav: places })));
    case 'search':
      return openSearch(places, model, '');
    case 'help':
      return openHelp(model);
    case 'log':
      return still(openOverlay(model, operationLog()));
    case 'undo':
      return undoLast(model);
    case 'back':
      return places.history(model, -1);
    case 'forward':
      return places.history(model, 1);
    case 'previous':
      return places.history(model, model.visitedAt > 0 ? -1 : 0);
    case 'pause':
      return togglePause(model);
    case 'lock':
      return still(lockScreen(model));
    case 'reload':
      return chain(
        still(say(model, t(model, '已刷新', 'Refreshed'), 'dim', 2_000)),
        loadNames,
        loadAttention,
        (at) => top(at)?.load(at) ?? still(at),
      );
    case 'repaint':
      return [model, [{ do: 'repaint' }]];
    case 'escape':
      return escape(model);
    default:
      return still(model);
  }
}

function togglePause(model: Model): Step {
  if (!model.paused)
    return still(say({ ...model, paused: true }, t(model, '已暂停实时刷新，p 恢复', 'Live updates paused, p goes on'), 'watch', 0));
  return reloadAll(say({ ...model, paused: false }, t(model, '已恢复实时刷新', 'Live again'), 'good'));
}

const signOut = (model: Model): Step => {
  const question = {
    title: t(model, '退出登录', 'Sign out'),
    text: [t(model, '结束本次登录，回到登录页。', 'Signs out and goes back to the sign-in.')],
    run: (at: Model): Step => [
      start({
        lang: at.lang,
        server: at.server,
        size: { ...at.size, rows: terminalRows(at) },
        now: at.now,
        newId: at.newId,
        bell: at.bell,
      }),
      [{ do: 'sign-out' }],
    ],
  };
  return still(openOverlay(model, confirm(question)));
};

/** Grants the console was opened with, for tests and tools that sign in by themselves. */
export const signedIn = (grant: SessionGrant, readOnly = false): Msg => hooks.opened(grant, readOnly);
