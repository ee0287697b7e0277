import { DuplicatesOf, DuplicatesPage, PersonDetail, Uuid, type DuplicatePair, type PersonRow } from '@houzhai/contracts';
import { duplicateRuleLabel, linkVerdictLabel } from '@houzhai/i18n';
import { askVerdict, chooseKept } from '../app/identity-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { wrap, type Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaCodes, areaName } from './areas.ts';
import { pair as named } from './record-lines.ts';

const LIMIT = 200;
interface State {
  readonly uid: number;
  /** Of an area (`@a07`), of one entry, or of the one area of whoever looks. */
  readonly address: string;
  readonly listed?: { readonly pairs: readonly DuplicatePair[]; readonly total: number; readonly policyVersion: string };
  readonly missing: boolean;
  readonly cursor: ListCursor;
}

const keyOf = ({ person, other }: DuplicatePair): string => `${person.personId} ${other.personId}`;
const ownAreas = (model: Model): readonly string[] => {
  const scope = model.me?.scope ?? [];
  const codes = areaCodes(model).map(({ value }) => value);
  return scope.includes('houzhai') ? codes : codes.filter((code) => scope.some((path) => path.split('/')[1] === code));
};
const areaOf = (model: Model, address: string): string | undefined => parseAddress(address).area ?? ownAreas(model)[0];

/** Entries that may be one person, in pairs beside each other, masked; a human says what they are. */
export function duplicatesScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const pairs = listed?.pairs ?? [];
  const { text: of } = parseAddress(address);
  const own = keeper<State>(uid, (next) => duplicatesScreen(nav, next));
  const index = indexOf((at) => (pairs[at] ? keyOf(pairs[at]) : ''), pairs.length, state.cursor);
  const current = pairs[index];
  const got = (value: NonNullable<State['listed']>, at: Model): Step => still(own.set(at, { listed: value }));
  const gone = (at: Model): Model => own.set(at, { missing: true });
  const alike = (personId: string) =>
    read(`duplicates-${String(uid)}`, DuplicatesOf, { personId }, (value, at) => got({ ...value, total: value.pairs.length }, at), gone);
  const load = (model: Model): Step => {
    const area = areaOf(model, address);
    if (Uuid.safeParse(of).success) return [model, [alike(of)]];
    if (of !== '')
      return [model, [read(`duplicates-${String(uid)}`, PersonDetail, { no: of }, ({ row }, at) => [at, [alike(row.personId)]], gone)]];
    return area === undefined ? still(model) : [model, [read(`duplicates-${String(uid)}`, DuplicatesPage, { area, limit: LIMIT }, got)]];
  };
  const turn = (model: Model, step: number): Step => {
    const areas = ownAreas(model);
    const next = areas[areas.indexOf(areaOf(model, address) ?? '') + step];
    if (of !== '' || next === undefined) return still(say(model, t(model, '没有别的村(居)', 'No other area'), 'watch'));
    const fresh = openDuplicates(nav, uid, `duplicates @${next}`);
    return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
  };
  return {
    ...own.kept(state),
    address,
    title: (model) => t(model, '疑似重复', 'Likely duplicates'),
    scopes: ['duplicates', 'list'],
    load,
    // Areas may come later than the screen.
    onNews: (model) => (listed ? still(model) : load(model)),
    onBinding: (id, model) => {
      const room = roomFor(model.size.rows - 4);
      const moved = moveCursor(id, index, pairs.length, room);
      if (moved !== undefined) {
        const to = pairs[moved];
        const offset = scrollTo(moved, state.cursor.offset, pairs.length, room);
        return still(own.set(model, { cursor: { id: to && keyOf(to), offset } }));
      }
      if (id === 'area-before') return turn(model, -1);
      if (id === 'area-after') return turn(model, 1);
      if (!current) return undefined;
      const { person, other } = current;
      switch (id) {
        case 'same':
          return askVerdict(model, person, other, 'SAME');
        case 'different':
          return askVerdict(model, person, other, 'DIFFERENT');
        case 'merge':
          return chooseKept(model, person, other);
        case 'open':
          return nav.go(model, `person ${person.no}`);
        case 'open-other':
          return nav.go(model, `person ${other.no}`);
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: (model) => (of === '' ? `hz person duplicates --area ${areaOf(model, address) ?? ''}` : `hz person alike ${of}`),
  };
}

/** The pairs as opened. */
export const openDuplicates = (nav: Navigation, uid: number, address: string): Screen =>
  duplicatesScreen(nav, { uid, address: formatAddress(parseAddress(address)), missing: false, cursor: atTop });

const ruleText = (model: Model, { rule, similarity, verdict }: DuplicatePair): string =>
  [
    duplicateRuleLabel(rule, model.lang),
    ...(rule === 'ALIKE' ? [`${String(Math.round(similarity * 100))}%`] : []),
    ...(verdict ? [`✓ ${linkVerdictLabel(verdict, model.lang)}`] : []),
  ].join(' ');

const columnsOf = (model: Model): readonly Column<DuplicatePair>[] => [
  { id: 'one', title: '①', width: 26, priority: 1, text: ({ person }) => `${padEnd(person.label, 7)} ${person.no}` },
  { id: 'other', title: '②', width: 26, priority: 1, text: ({ other }) => `${padEnd(other.label, 7)} ${other.no}` },
  {
    id: 'rule',
    title: t(model, '依据', 'Found by'),
    width: 20,
    grows: true,
    priority: 1,
    text: (pair) => ruleText(model, pair),
    tone: ({ rule, verdict }) => (verdict ? 'accent' : rule === 'PHONE_AND_NAME' ? 'watch' : 'plain'),
  },
];

/** Lines of the pair beside each other, with its title. */
const BESIDE = 10;
const roomFor = (height: number): number => Math.max(2, height - 3 - BESIDE);

function view(model: Model, state: State, index: number, width: number, height: number): Frame {
  const { address, listed, missing, cursor } = state;
  const { text: of } = parseAddress(address);
  const area = areaOf(model, address);
  if (missing || (of === '' && area === undefined)) return { lines: [[{ text: nothingText(model, of), tone: 'alarm' }]] };
  const pairs = listed?.pairs ?? [];
  const room = roomFor(height);
  const laid = layout(columnsOf(model), width - 2);
  const which = of === '' ? `${area ?? ''} ${areaName(model, area ?? '')}` : Uuid.safeParse(of).success ? '' : of;
  const cut = listed && pairs.length < listed.total;
  const head: Line = [
    { text: listed ? t(model, `${String(listed.total)} 对疑似重复`, `Likely duplicates: ${String(listed.total)}`) : t(model, '正在读取…', 'Reading …'), tone: 'title' },
    { text: `  ${which}`, tone: 'accent' },
    { text: cut ? t(model, `  只显示前 ${String(pairs.length)}`, `  the first ${String(pairs.length)} shown`) : '', tone: 'dim' },
  ]; // prettier-ignore
  if (listed && pairs.length === 0) return { lines: [head, [], ...howFound(model, listed.policyVersion, width)] };
  const chosen = pairs[index];
  return {
    lines: [
      head,
      headLine(laid, undefined, '  '),
      ...bodyLines(laid, pairs, { index, offset: scrollTo(index, cursor.offset, pairs.length, room), room }),
      [],
      ...(chosen ? besideLines(model, chosen, width) : []),
    ],
  };
}

const nothingText = (model: Model, of: string): string =>
  of === ''
    ? t(model, '  请写明村(居)：:cf @a07', '  Say of which area: :cf @a07')
    : t(
        model,
        `  找不到居民 ${of}，或已并入他条、已删除、不在您的辖区。Esc 返回`,
        `  No resident ${of}, or merged, erased, outside your area. Esc goes back`,
      );

/** How duplicates are found, where there are none. */
const howFound = (model: Model, policy: string, width: number): readonly Line[] =>
  [
    t(model, '没有疑似重复。', 'No likely duplicates.'),
    t(
      model,
      '怎样找：电话、姓名都相同的；或同一村(居)、出生年相近、姓名相近的（标准见 identity 策略',
      'How they are found: the same phone and name; or in one area, born in nearly the same year, names alike (by policy identity, version',
    ) + t(model, `第 ${policy} 版）。`, ` ${policy}).`),
    t(
      model,
      '证件号码相同的，登记时就归到同一条。认定过“不是同一人”的不再列出。',
      'The same document leads to one entry from the start. Those said to be two people are not listed again.',
    ),
    t(
      model,
      '知道是同一人而这里没有：打开其中一条的卡片，按 x 合并。',
      'Known to be one person but not here: open the card of one and press x.',
    ),
  ].flatMap((text) => wrap(text, width - 4).map((part): Line => [{ text: `  ${part}`, tone: 'dim' }]));

/** The pair beside each other; what differs is marked. */
function besideLines(model: Model, { person, other }: DuplicatePair, width: number): readonly Line[] {
  const none = '—';
  const rows: readonly (readonly [string, (row: PersonRow) => string])[] = [
    [t(model, '编号', 'No.'), ({ no }) => no],
    [t(model, '姓名', 'Name'), ({ label, initials }) => `${label} ${initials}`],
    [t(model, '电话', 'Phone'), ({ phoneMasked = none }) => phoneMasked],
    [
      t(model, '证件', 'Document'),
      ({ documentKind, documentMasked = '' }) => `${valueLabel('documentKind', documentKind, model.lang)} ${documentMasked}`.trimEnd(),
    ],
    [
      t(model, '性别', 'Sex, born'),
      ({ sex, birthYear }) => `${valueLabel('sex', sex, model.lang)} ${birthYear === undefined ? none : String(birthYear)}`,
    ],
    [t(model, '地址', 'Dwelling'), ({ path, area }) => [areaName(model, area), ...path.split('/').slice(2)].join('/')],
    [t(model, '并有', 'Merged here'), ({ merged = [] }) => (merged.length === 0 ? none : merged.map(({ no }) => no).join(' '))],
  ];
  const cells = Math.floor((width - 18) / 2);
  return [
    ...rows.map(([name, of], at): Line => {
      const [one, two] = [of(person), of(other)];
      const differs = at > 0 && at < rows.length - 1 && one !== two;
      const [label] = named(model, name, '');
      return [
        label ?? { text: '' },
        { text: differs ? '≠ ' : '  ', tone: 'watch' },
        { text: padEnd(at === 0 ? `① ${one}` : one, cells), tone: at === 0 ? 'accent' : 'plain' },
        { text: at === 0 ? `② ${two}` : two, tone: at === 0 ? 'accent' : 'plain' },
      ];
    }),
    [
      {
        text: t(
          model,
          '  遮住的部分可能不同：打开卡片按 V 看明文一项（记入审计）',
          '  What is masked may differ: open the card, V reveals a field (on record)',
        ),
        tone: 'dim',
      },
    ],
  ];
}
