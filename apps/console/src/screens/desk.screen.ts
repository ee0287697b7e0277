import { CallerCard, FindCaller, type OutputOf } from '@houzhai/contracts';
import { addCall, offerSame, promiseCallBack } from '../app/desk-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Model, type Screen, type Step } from '../app/model.ts';
import { parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { isChinese, type Key } from '../terminal/keys.ts';
import { moveCursor } from '../widgets/list-cursor.ts';
import { edit, emptyInput, inputOf, type TextInput } from '../widgets/text-input.ts';
import { deskView } from './desk-view.ts';
import { openRevealForm } from './person.forms.ts';
import { openRequestForm, type ByPhone, type KnownResident } from './request.form.ts';

export type Found = OutputOf<typeof FindCaller>;
export type Card = OutputOf<typeof CallerCard>;

/** What the desk shows: what is typed, who it may be, and everything about the one it is. */
export interface DeskState {
  readonly uid: number;
  /** Number of a resident the desk was opened for. */
  readonly no: string;
  readonly typing?: TextInput;
  /** What was looked for. */
  readonly text: string;
  readonly searching: boolean;
  readonly found?: Found;
  /** Whose card is wanted. */
  readonly whom?: string;
  readonly card?: Card;
  /** Which line is marked: of those found, or of the open errands. */
  readonly at: number;
  /** What has to be read back to the caller; stays until the next call. */
  readonly readBack?: string;
  /** A phone number in clear, and until when. */
  readonly revealed?: { readonly text: string; readonly until: number };
}

/** Texts that mean one person as they stand: a mobile number, an identity number. */
const isWhole = (text: string): boolean => /^(?:1[3-9]\d{9}|\d{17}[\dXx])$/.test(text.replaceAll(/[\s-]/g, ''));
/** What can only be the number or the name of the next one who phones. */
const begins = ({ name, text, ctrl, alt }: Key): boolean =>
  name === 'paste' || (name === 'char' && !ctrl && !alt && (/^\d$/.test(text) || isChinese(text)));
const isPhone = (text: string): boolean => /^\+?[\d\s-]{7,}$/.test(text);

/** The phone desk 接线台: who is on the phone, what is open for them, and what they need, without leaving the screen. */
export function deskScreen(nav: Navigation, state: DeskState): Stateful<DeskState> {
  const { uid, typing, found, card } = state;
  const own = keeper<DeskState>(uid, (next) => deskScreen(nav, next));
  const slot = `desk-${String(uid)}`;
  const rows = found?.rows ?? [];

  /** The next call: an empty line, nothing of the one before. */
  const next = (model: Model): Model =>
    (['found', 'whom', 'card', 'readBack', 'revealed'] as const).reduce(
      (at, key) => own.without(at, key),
      own.set(model, { typing: emptyInput, text: '', searching: false, at: 0, no: '' }),
    );
  const openCard = (model: Model, personId: string): Step => [
    own.set(model, { whom: personId }),
    [
      read(`${slot}-card`, CallerCard, { personId }, (value, at) => {
        const now = own.now(at);
        // Meanwhile the next one is on the phone.
        if (now?.whom !== personId) return still(at);
        return still(own.set(at, { card: value, ...(now.card?.person.personId === personId ? {} : { at: 0 }) }));
      }),
    ],
  ];
  const find = (model: Model, typed: string): Step => {
    const text = typed.trim();
    if (text === '') return still(model);
    const gone = (['found', 'whom', 'card'] as const).reduce((at, key) => own.without(at, key), model);
    const searching = own.set(gone, { text, searching: true, at: 0 });
    const asked = read(`${slot}-find`, FindCaller, { text }, (value, at) => {
      if (own.now(at)?.text !== text) return still(at);
      const shown = own.set(own.without(at, 'typing'), { found: value, searching: false });
      const [only, another] = value.rows;
      return only && !another ? openCard(shown, only.person.personId) : still(shown);
    }, (at) => own.set(at, { searching: false })); // prettier-ignore
    return [searching, [asked]];
  };
  /** What is typed or pasted: a number or a name that means one person is looked up as it stands. */
  const typed = (model: Model, line: TextInput, key: Key): Step | undefined => {
    const edited = edit(line, key);
    if (!edited) return undefined;
    const shown = own.set(model, { typing: edited });
    return isWhole(edited.text) && edited.text !== line.text ? find(shown, edited.text) : still(shown);
  };
  const load = (model: Model): Step => {
    const now = own.now(model) ?? state;
    if (now.whom !== undefined) return openCard(model, now.whom);
    return now.no === '' || now.found ? still(model) : find(model, now.no);
  };

  const readBack = (model: Model, no: string): Model => own.set(model, { readBack: no });
  const phone = (at: Model, callerId: string | undefined): ByPhone => ({
    ...(callerId === undefined ? { stranger: state.text } : { callerId }),
    ...(card?.usual ? { usual: card.usual } : {}),
    about: (now) =>
      card?.contactFree
        ? [t(now, '‼ 该户有人隔离：门口放置，不见面', '‼ Somebody there is isolated: left at the door, nobody is met')]
        : [],
    done: ({ errand, call }, now) =>
      load(
        say(
          readBack(now, errand.no),
          t(now, `✓ 已登记 ${errand.no}（来电 ${call.no}）；请向来电人复述编号`, `✓ ${errand.no} is registered (call ${call.no}); read the number back`),
          'good',
          0,
        ),
      ),
    maybeSame: (no, text, now, anew) =>
      offerSame(now, { no, text, callerId, open: (later) => nav.go(later, `errand ${no}`) }, anew, (later) =>
        readBack({ ...later, overlays: [], stack: later.stack.slice(0, later.stack.findIndex((one) => one.uid === uid) + 1) }, no),
      ),
  }); // prettier-ignore
  const resident = card && { personId: card.person.personId, label: card.person.label, no: card.person.no };
  const request = (model: Model, whom: KnownResident | undefined): Step =>
    openRequestForm(nav, model, whom, phone(model, resident?.personId));
  const current = card?.errands[Math.min(state.at, card.errands.length - 1)]?.row;

  const onCard = (id: string, model: Model, known: KnownResident): Step | undefined => {
    switch (id) {
      case 'open':
        return current ? nav.go(model, `errand ${current.no}`) : still(model);
      case 'new':
        return request(model, known);
      case 'for-other': {
        const { usual: _, ...asked } = phone(model, known.personId);
        return openRequestForm(nav, model, undefined, asked);
      }
      case 'same':
      case 'asked': {
        if (!current)
          return still(say(model, t(model, '没有未办结的代办；n 登记新的', 'Nothing is open; n registers something new'), 'watch'));
        const outcome = id === 'same' ? 'SAME' : 'ASKED';
        return addCall(model, { errandId: current.errandId, no: current.no, callerId: known.personId }, outcome, (at) =>
          id === 'same' ? readBack(at, current.no) : at,
        );
      }
      case 'call-back':
        return promiseCallBack(model, { callerId: known.personId, label: known.label });
      case 'resident':
        return nav.go(model, `person ${known.no}`);
      case 'household':
        return card?.care
          ? nav.go(model, `household ${card.care.row.no}`)
          : still(
              say(
                model,
                t(model, '该户没有分户到人，或不在本人可看范围', 'This household is not looked after, or not for you to see'),
                'watch',
              ),
            );
      case 'reveal':
        return openRevealForm(model, { ...known, area: card?.person.area ?? '' }, known.no, (at, text, seconds) => [
          own.set(at, { revealed: { text, until: at.now + seconds * 1_000 } }),
          [{ do: 'later', ms: seconds * 1_000, then: (later) => still(own.without(later, 'revealed')) }],
        ]);
      case 'copy': {
        const what = { row: `${known.no}\t${known.label}`, id: known.no, json: card };
        return still(openOverlay(model, copyMenu(model, { ...what, line: `hz desk caller ${known.no}` })));
      }
      default:
        return undefined;
    }
  };

  return {
    ...own.kept(state),
    address: state.no === '' ? 'desk' : `desk ${state.no}`,
    title: (model) => t(model, '接线台', 'Phone desk'),
    scopes: typing ? ['filter'] : ['desk', 'list'],
    typing: typing !== undefined,
    load,
    onChange: (view, _, model) => (card && ['worklist', 'call', 'isolation', 'care-link'].includes(view) ? load(model) : still(model)),
    ...(typing
      ? {
          onKey: (key: Key, model: Model) => (key.name === 'enter' ? find(model, typing.text) : typed(model, typing, key)),
        }
      : { onText: (key: Key, model: Model) => (begins(key) ? typed(next(model), emptyInput, key) : undefined) }),
    onEscape: (model) => {
      if (typing) return found ? still(own.without(model, 'typing')) : undefined;
      if (card && rows.length > 1) return still(own.set(own.without(own.without(model, 'card'), 'whom'), { at: 0 }));
      return still(next(model));
    },
    onBinding: (id, model) => {
      const lines = card ? card.errands.length : rows.length;
      const moved = moveCursor(id, state.at, lines, Math.max(1, model.size.rows - 8));
      if (moved !== undefined) return still(own.set(model, { at: moved }));
      switch (id) {
        case 'next-call':
          return still(next(model));
        case 'search':
          return still(own.set(model, { typing: inputOf(state.text) }));
        case 'call-backs':
          return nav.go(model, 'call-backs');
        case 'calls':
          return nav.go(model, 'calls');
        default:
      }
      if (resident) return onCard(id, model, resident);
      if (id === 'open') {
        const row = rows[state.at];
        return row ? openCard(model, row.person.personId) : still(model);
      }
      if (!found || rows.length > 0) return undefined;
      if (id === 'new') return request(model, undefined);
      return id === 'call-back' ? promiseCallBack(model, { phone: isPhone(state.text) ? state.text : '' }) : undefined;
    },
    view: (model, width, height) => deskView(model, state, width, height),
    hzLine: () => (card ? `hz desk caller ${card.person.no}` : 'hz desk find'),
  };
}

/** The desk as opened: ready for the number of whoever is on the phone. */
export function openDesk(nav: Navigation, uid: number, address: string): Screen {
  const no = parseAddress(address).text;
  return deskScreen(nav, { uid, no, text: '', searching: false, at: 0, ...(no === '' ? { typing: emptyInput } : {}) });
}
