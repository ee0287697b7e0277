import { ServiceModuleDetail, type ModuleField, type ModuleVersion, type OutputOf } from '@houzhai/contracts';
import { counted, fieldTypeLabel, kindLabel, minutesText, moduleChangeText, moduleClockLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { moduleMenu, moduleName, openErrandsOf } from '../app/module-actions.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { moveCursor } from '../widgets/list-cursor.ts';
import { nameOf } from './areas.ts';
import { clock, pair } from './record-lines.ts';
import { kindsText } from './service-modules.screen.ts';

type Detail = OutputOf<typeof ServiceModuleDetail>;
interface State {
  readonly uid: number;
  readonly code: string;
  readonly detail?: Detail;
  readonly missing: boolean;
  readonly offset: number;
}

/** One service module: its names, terms, questions, and what each version changed. */
export function serviceModuleScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, code, detail } = state;
  const own = keeper<State>(uid, (next) => serviceModuleScreen(nav, next));
  const load = (model: Model): Step => [
    model,
    [
      read(
        `service-module-${String(uid)}`,
        ServiceModuleDetail,
        { module: code },
        (value, at) => still(own.set(at, { detail: value, missing: false })),
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  return {
    ...own.kept(state),
    address: `service-module ${code}`,
    title: (model) => (detail ? moduleName(model, detail.row) : code),
    scopes: ['service-module', 'list'],
    load,
    onChange: (view, _, model) => (view === 'service-module' || view === 'worklist' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const moved = moveCursor(id, state.offset, 10_000, Math.max(1, model.size.rows - 6));
      if (moved !== undefined) return still(own.set(model, { offset: moved }));
      if (!detail) return undefined;
      const { row, definition } = detail;
      switch (id) {
        case 'actions':
          return still(openOverlay(model, moduleMenu(model, nav, { row, now: (at) => own.now(at)?.detail?.row })));
        case 'edit':
          return nav.go(model, `module-editor ${code}`);
        case 'errands':
          return nav.go(model, openErrandsOf(code));
        case 'copy':
          return still(
            openOverlay(
              model,
              copyMenu(model, {
                row: [code, row.zh, row.en].join('\t'),
                id: code,
                json: definition,
                line: `hz service-module show ${code}`,
              }),
            ),
          );
        default:
          return undefined;
      }
    },
    view: (model, _, height) => view(model, state, height),
    hzLine: () => `hz service-module show ${code}`,
  };
}

/** The module as opened. */
export const openServiceModule = (nav: Navigation, uid: number, code: string): Screen =>
  serviceModuleScreen(nav, { uid, code, missing: false, offset: 0 });

function view(model: Model, { code, detail, missing, offset }: State, height: number): Frame {
  if (missing)
    return { lines: [[{ text: t(model, `  没有模块 ${code}。Esc 返回`, `  No module ${code}. Esc goes back`), tone: 'alarm' }]] };
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, terms, versions, forSupplies } = detail;
  const open = row.openErrands ?? 0;
  const lines: Line[] = [
    [
      { text: `  ${row.zh}  ${row.en}`, tone: 'title' },
      { text: `  ${row.code}`, tone: 'dim' },
      { text: row.active ? '' : t(model, '  已停用', '  switched off'), tone: 'watch' },
      { text: row.placeholder ? t(model, '  占位名称', '  placeholder name') : '', tone: 'dim' },
    ],
    pair(model, t(model, '表单', 'Form'), t(model, `第 ${String(row.formVersion)} 版`, `version ${String(row.formVersion)}`)),
    pair(model, t(model, '在办', 'Open'), t(model, `${String(open)} 单${open > 0 ? '（o 打开）' : ''}`, `${counted(open, 'errand')}${open > 0 ? ' (o shows them)' : ''}`)), // prettier-ignore
    pair(model, t(model, '类别', 'Kinds'), kindsText(model, row.kinds)),
    pair(model, t(model, '计时', 'Clock'), moduleClockLabel(row.clock, model.lang)),
    ...(forSupplies ? [pair(model, t(model, '用途', 'Also'), t(model, '隔离人员的物资由平台按它登记', 'supplies of those in isolation are asked for through it'), 'watch')] : []), // prettier-ignore
    [],
    [{ text: t(model, '  时限（受理 / 办结）', '  Terms (to accept / to complete)'), tone: 'title' }],
    ...terms.map(({ kind, acceptMinutes, completeMinutes, own }): Line => [
      { text: `    ${padEnd(kindLabel(kind, model.lang), 14)}` },
      { text: padEnd(`${minutesText(acceptMinutes, model.lang)} / ${minutesText(completeMinutes, model.lang)}`, 22) },
      { text: own ? t(model, '本模块', 'of this module') : t(model, '策略默认', 'the policy’s'), tone: 'dim' },
    ]),
    [],
    [{ text: t(model, '  表单字段', '  Questions'), tone: 'title' }],
    ...(row.fields.length === 0
      ? [[{ text: t(model, '    没有另外的问题', '    Nothing besides what every errand is asked'), tone: 'dim' as const }]]
      : row.fields.map((field) => fieldLine(model, field))),
    [],
    [{ text: t(model, '  版本（最近的在上）', '  Versions, latest first'), tone: 'title' }],
    ...versions.flatMap((version) => versionLines(model, version)),
  ];
  const at = Math.min(offset, Math.max(0, lines.length - height));
  return { lines: lines.slice(at, at + height) };
}

/** A question as lists show it: both wordings, its type, whether it must be answered. */
export const fieldLine = (model: Model, { key, type, zh, en, required, choices }: ModuleField): Line => [
  { text: `    ${padEnd(key, 14)}`, tone: 'accent' },
  { text: `${padEnd(`${zh} / ${en}`, 31)} ` },
  { text: padEnd(fieldTypeLabel(type, model.lang), model.lang === 'zh' ? 6 : 10) },
  { text: padEnd(required ? t(model, '必填', 'required') : '', 10), tone: 'watch' },
  { text: (choices ?? []).join('、'), tone: 'dim' },
];

const versionLines = (model: Model, { formVersion, publishedAt, publishedBy, changes }: ModuleVersion): Line[] => [
  [
    { text: t(model, `    第 ${String(formVersion)} 版  `, `    form ${String(formVersion)}  `), tone: 'accent' },
    { text: clock(model, publishedAt), tone: 'dim' },
    { text: publishedBy === undefined ? '' : `  ${nameOf(model, publishedBy)}`, tone: 'accent' },
  ],
  ...changes.map((change): Line => [{ text: `      ${moduleChangeText(change, model.lang)}` }]),
];
