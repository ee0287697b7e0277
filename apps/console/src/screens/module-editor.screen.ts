import {
  PublishServiceModule,
  ServiceModuleDetail,
  type ModuleDefinition,
  type OutputOf,
  type ServiceModuleView,
} from '@houzhai/contracts';
import { clockTime } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { EMPTY, isSame, moveField, rebase, withoutField } from '../app/module-draft.ts';
import { reloadAll, type Navigation } from '../app/navigation.ts';
import { failureText, perform, read, sentence } from '../app/perform.ts';
import { whyNotDo } from '../app/record-actions.ts';
import { confirm } from '../overlays/confirm.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { moveCursor } from '../widgets/list-cursor.ts';
import { nameOf } from './areas.ts';
import { entriesOf, draftFrame, type Entry } from './module-draft-lines.ts';
import { openEntryForm } from './module.forms.ts';
import { previewLines } from './module-preview.ts';

type Detail = OutputOf<typeof ServiceModuleDetail>;
export type Tried = OutputOf<typeof PublishServiceModule>;

/** What is being made of a module, and of what. */
export interface EditorState {
  readonly uid: number;
  /** Undefined for a module that is new. */
  readonly code: string | undefined;
  readonly detail?: Detail;
  /** What it said when the editor began. */
  readonly base?: ServiceModuleView;
  readonly draft?: ModuleDefinition;
  /** Published by somebody else since. */
  readonly theirs?: Detail;
  readonly missing: boolean;
  readonly at: number;
  /** Shown before it is published: what the service said of it. */
  readonly tried?: Tried;
  readonly offset: number;
  /** The same as long as nothing was answered. */
  readonly commandId?: string;
}

/** A module being edited: a draft nobody sees, then how it will look, then published. */
export function moduleEditor(nav: Navigation, state: EditorState): Stateful<EditorState> {
  const { uid, code, draft, base, theirs, tried } = state;
  const own = keeper<EditorState>(uid, (next) => moduleEditor(nav, next));
  const began = base ? definitionOf(base) : EMPTY;
  const isDirty = draft !== undefined && !isSame(draft, began);
  const entries = draft ? entriesOf(draft, base === undefined) : [];
  const current = entries[Math.min(state.at, entries.length - 1)];
  const load = (model: Model): Step =>
    code === undefined
      ? still(model)
      : [
          model,
          [
            read(
              `module-editor-${String(uid)}`,
              ServiceModuleDetail,
              { module: code },
              (detail, at) => still(own.set(at, arrived(own.now(at) ?? state, detail))),
              (at) => own.set(at, { missing: true }),
            ),
          ],
        ];
  const change = (model: Model, next: ModuleDefinition): Model => own.without(own.set(model, { draft: next }), 'tried');
  const close = (model: Model): Model => ({ ...model, stack: model.stack.filter((screen) => screen.uid !== uid) });

  const attempt = (model: Model, dryRun: boolean): Step => {
    if (!draft) return still(model);
    const why = whyNotDo(model, PublishServiceModule);
    if (why !== undefined) return still(say(model, why, 'watch'));
    if (!isDirty) return still(say(model, t(model, '还没有改动', 'Nothing is changed yet'), 'watch'));
    const gap = entries.find(({ lacks }) => lacks);
    if (gap) return openEntry(own.set(model, { at: entries.indexOf(gap) }), gap);
    const commandId = dryRun ? model.newId() : (state.commandId ?? model.newId());
    return perform(dryRun ? model : own.set(model, { commandId }), {
      contract: PublishServiceModule,
      input: { ...draft, create: base === undefined, dryRun, ...(base ? { expectedVersion: base.version } : {}) },
      commandId,
      line: `hz service-module publish --file ${draft.code}.json${dryRun ? ' --dry-run' : ''}`,
      done: (value, at) => (dryRun ? still(own.set(at, { tried: value, offset: 0 })) : published(value, at)),
      refused: (refusal, at) => {
        const said = say(own.without(own.without(at, 'commandId'), 'tried'), sentence(at, refusal), 'alarm', 0);
        return refusal.code === 'service-module.overtaken' ? load(said) : still(said);
      },
      failed: (failure, _, at) => still(say(at, failureText(at, failure), 'alarm', 0)),
    });
  };
  const published = ({ code: name, formVersion }: Tried, at: Model): Step => {
    const done = say(close(at), t(at, `✓ ${name} 第 ${String(formVersion)} 版已生效`, `✓ ${name}, form ${String(formVersion)} is live`), 'good', 15_000); // prettier-ignore
    return done.stack.at(-1)?.address === `service-module ${name}` ? reloadAll(done) : nav.go(done, `service-module ${name}`);
  };
  const openEntry = (model: Model, entry: Entry): Step =>
    draft
      ? openEntryForm(model, { entry, draft, isNew: base === undefined, terms: state.detail?.terms ?? [] }, (at, next) => change(at, next))
      : still(model);
  const retire = (model: Model, key: string): Step => {
    if (!draft) return still(model);
    const run = (at: Model): Step => still(change(at, withoutField(own.now(at)?.draft ?? draft, key)));
    if (!began.fields.some((field) => field.key === key)) return run(model);
    const text = t(model, `新的代办不再问“${key}”；已登记的代办照原表单显示它的回答。`, `New errands are not asked “${key}”; errands that answered it go on showing the answer.`); // prettier-ignore
    return still(openOverlay(model, confirm({ title: t(model, '停用字段', 'Retire the field'), text: [text], run })));
  };
  const onTop = (model: Model): Step => {
    if (!draft || !theirs) return still(model);
    const { draft: next, both } = rebase(began, draft, theirs.definition);
    const { theirs: _, tried: __, ...rest } = own.now(model) ?? state;
    const based: EditorState = { ...rest, base: theirs.row, detail: theirs, draft: next };
    const put = { ...model, stack: model.stack.map((screen) => (screen.uid === uid ? moduleEditor(nav, based) : screen)) };
    const said = both.length === 0
      ? t(model, '已并入：对方的改动和您的改动都在', 'Put together: what they changed and what you changed')
      : t(model, `已并入；两边都改了 ${both.join('、')}，保留了您的，请核对`, `Put together; both changed ${both.join(', ')}, yours is kept there, check it`); // prettier-ignore
    return still(say(put, said, both.length === 0 ? 'good' : 'watch', 0));
  };

  return {
    ...own.kept(state),
    address: code === undefined ? 'module-editor' : `module-editor ${code}`,
    title: (model) => (code === undefined ? t(model, '新模块', 'New module') : t(model, `编辑 ${code}`, `Editing ${code}`)),
    scopes: tried ? ['module-preview', 'list'] : ['module-editor', 'list'],
    load,
    onChange: (view, _, model) => (view === 'service-module' ? load(model) : still(model)),
    onBinding: (id, model) => {
      if (tried) {
        const moved = moveCursor(id, state.offset, 10_000, Math.max(1, model.size.rows - 6));
        if (moved !== undefined) return still(own.set(model, { offset: moved }));
        return id === 'publish' ? attempt(model, false) : undefined;
      }
      const moved = moveCursor(id, Math.min(state.at, entries.length - 1), entries.length, 8);
      if (moved !== undefined) return still(own.set(model, { at: moved }));
      if (!draft || !current) return undefined;
      const { field } = current;
      switch (id) {
        case 'open':
          return openEntry(model, current);
        case 'add-field':
          return openEntry(model, { part: 'field', field: undefined });
        case 'field-up':
        case 'field-down': {
          if (!field) return still(say(model, t(model, '先选一个字段', 'Choose a field first'), 'watch'));
          const step = id === 'field-up' ? -1 : 1;
          const next = moveField(draft, field.key, step);
          return still(next === draft ? model : own.set(change(model, next), { at: state.at + step }));
        }
        case 'retire':
          return field ? retire(model, field.key) : still(say(model, t(model, '先选一个字段', 'Choose a field first'), 'watch'));
        case 'preview':
          return attempt(model, true);
        case 'rebase':
          return theirs ? onTop(model) : still(say(model, t(model, '没有别人的新版本', 'Nobody published meanwhile'), 'watch'));
        default:
          return undefined;
      }
    },
    ...(isDirty ? { unsent: () => moduleEditor(nav, state) } : {}),
    onEscape: (model) => {
      if (tried) return still(own.without(model, 'tried'));
      if (!isDirty) return undefined;
      const question = {
        title: t(model, '放弃并离开', 'Discard and leave'),
        text: [t(model, '草稿还没有发布，离开后不保留。', 'The draft is not published and will be gone.')],
        run: (at: Model): Step => still(close(at)),
      };
      return still(openOverlay(model, confirm(question)));
    },
    view: (model, width, height) => view(model, state, entries, width, height),
    hzLine: () => `hz service-module publish --file ${draft?.code === '' ? 'module' : (draft?.code ?? 'module')}.json --dry-run`,
  };
}

/** The editor as it is opened. */
export const openModuleEditor = (nav: Navigation, uid: number, code: string): Screen =>
  moduleEditor(nav, { uid, missing: false, at: 0, offset: 0, ...(code === '' ? { code: undefined, draft: EMPTY } : { code }) });

const definitionOf = ({ id: _, version: __, formVersion: ___, openErrands: ____, ...definition }: ServiceModuleView): ModuleDefinition =>
  definition;

/** What was read begins the draft; later it is what somebody else published meanwhile. */
function arrived({ base, draft }: EditorState, detail: Detail): Partial<EditorState> {
  if (!base || !draft) return { base: detail.row, draft: detail.definition, detail, missing: false };
  if (detail.row.version === base.version) return { detail };
  return isSame(draft, definitionOf(base)) ? { base: detail.row, draft: detail.definition, detail } : { theirs: detail };
}

function view(model: Model, state: EditorState, entries: readonly Entry[], width: number, height: number): Frame {
  const { draft, base, theirs, tried, missing, code = '' } = state;
  if (missing)
    return { lines: [[{ text: t(model, `  没有模块 ${code}。Esc 返回`, `  No module ${code}. Esc goes back`), tone: 'alarm' }]] };
  if (!draft) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  if (tried) {
    const lines = previewLines(model, draft, tried, width);
    const at = Math.min(state.offset, Math.max(0, lines.length - height));
    return { lines: lines.slice(at, at + height) };
  }
  const latest = theirs?.versions[0];
  const warning = latest
    ? t(
        model,
        `‼ ${nameOf(model, latest.publishedBy)} ${clockTime(latest.publishedAt, 'zh', new Date(model.now).toISOString())} 发布了第 ${String(latest.formVersion)} 版；b 把您的改动并入`,
        `‼ ${nameOf(model, latest.publishedBy)} published form ${String(latest.formVersion)} at ${clockTime(latest.publishedAt, 'en', new Date(model.now).toISOString())}; b puts your changes on top`,
      )
    : undefined;
  return draftFrame(model, { draft, base, terms: state.detail?.terms ?? [], warning, changes: latest?.changes ?? [] }, entries, state.at, height); // prettier-ignore
}
