import type { Text } from '@houzhai/i18n';

/** A place with the names people type for it. */
export interface PlaceName extends Text {
  readonly address: string;
  readonly pinyin: string;
}

/** Places the palette offers. */
export const PLACE_NAMES: readonly PlaceName[] = [
  { address: 'board', zh: '挂图', en: 'wall', pinyin: 'gt' },
  { address: 'errands open=true', zh: '代办', en: 'errands', pinyin: 'db' },
  { address: 'errands mine=true open=true', zh: '我的', en: 'mine', pinyin: 'wd' },
  { address: 'errands due=overdue', zh: '超期', en: 'overdue', pinyin: 'cq' },
  { address: 'errands unassigned=true open=true', zh: '待指派', en: 'unassigned', pinyin: 'dzp' },
  { address: 'desk', zh: '接线台', en: 'phone desk', pinyin: 'jx' },
  { address: 'call-backs', zh: '回电', en: 'call backs', pinyin: 'hd' },
  { address: 'calls', zh: '来电记录', en: 'calls', pinyin: 'ld' },
  { address: 'need-reports', zh: '需求上报', en: 'reported needs', pinyin: 'xq' },
  { address: 'agent-load', zh: '代办员负荷', en: 'load of agents', pinyin: 'fuhe' },
  { address: 'medicine-runs', zh: '配药代办批次', en: 'medicine runs', pinyin: 'py' },
  { address: 'money', zh: '账', en: 'money', pinyin: 'zk' },
  { address: 'service-modules', zh: '模块', en: 'modules', pinyin: 'mk' },
  { address: 'cards', zh: '医保卡', en: 'insurance cards', pinyin: 'yb' },
  { address: 'care', zh: '每日联系', en: 'daily contact', pinyin: 'lx' },
  { address: 'care-coverage', zh: '联系覆盖', en: 'contact by area', pinyin: 'lxf' },
  { address: 'households', zh: '联系户', en: 'households', pinyin: 'lxh' },
  { address: 'checkpoints', zh: '卡口', en: 'checkpoints', pinyin: 'kk' },
  { address: 'arrivals', zh: '来(返)义人员', en: 'arrivals', pinyin: 'lyry' },
  { address: 'escorts', zh: '护送', en: 'escorts', pinyin: 'hs' },
  { address: 'custody', zh: '交接台账', en: 'custody ledger', pinyin: 'jj' },
  { address: 'isolations', zh: '隔离管理', en: 'isolation', pinyin: 'gl' },
  { address: 'isolation-board', zh: '隔离看板', en: 'isolation by day', pinyin: 'glb' },
  { address: 'isolation-sites', zh: '隔离点', en: 'isolation sites', pinyin: 'gld' },
  { address: 'follow-ups', zh: '待随访', en: 'follow-ups', pinyin: 'sf' },
  { address: 'task-forces', zh: '突击队', en: 'teams', pinyin: 'tj' },
  { address: 'combat-units', zh: '作战单元', en: 'combat units', pinyin: 'zz' },
  { address: 'sheets', zh: '工作单', en: 'work sheets', pinyin: 'gzd' },
  { address: 'fevers', zh: '发热', en: 'fevers', pinyin: 'fr' },
  { address: 'alerts', zh: '警报', en: 'alerts', pinyin: 'jb' },
  { address: 'rounds', zh: '摸排', en: 'screening', pinyin: 'mp' },
  { address: 'doors mine=true open=true', zh: '我的门', en: 'my doors', pinyin: 'wdm' },
  { address: 'discrepancies', zh: '待核实', en: 'differences', pinyin: 'dhs' },
  { address: 'reviews', zh: '复核', en: 'review', pinyin: 'fh' },
  { address: 'persons', zh: '居民', en: 'residents', pinyin: 'jm' },
  { address: 'duplicates', zh: '重复', en: 'duplicates', pinyin: 'cf' },
  { address: 'sessions', zh: '会话', en: 'sessions', pinyin: 'hh' },
  { address: 'approvals', zh: '待批', en: 'second person', pinyin: 'dp' },
  { address: 'broken-glass', zh: '应急越区记录', en: 'broken glass', pinyin: 'yjyq' },
  { address: 'audit', zh: '审计', en: 'audit', pinyin: 'sj' },
  { address: 'delivery', zh: '投递', en: 'delivery', pinyin: 'td' },
  { address: 'operators', zh: '账号', en: 'operators', pinyin: 'zh' },
  { address: 'partners', zh: '合作单位', en: 'partners', pinyin: 'hzdw' },
];

/** Names besides: of all rows where the palette leads to some of them, of single records, and shorter ones. */
const BESIDES: Readonly<Record<string, string>> = {
  代办: 'errands',
  db: 'errands',
  代办单: 'errand',
  配药: 'medicine-runs',
  ybk: 'cards',
  联系: 'care',
  分户: 'households',
  账目: 'money',
  来义人员: 'arrivals',
  交接: 'custody',
  隔离: 'isolations',
  随访: 'follow-ups',
  units: 'combat-units',
  我的门: 'doors',
  wdm: 'doors',
  应急越区: 'broken-glass',
};

/** Places without a line of the palette: single records, and lists it only leads to some rows of. */
const OTHERS = [
  'errands', 'errand', 'checkpoint', 'arrival', 'escort', 'medicine-run', 'money-entries', 'service-module', 'module-editor', 'need-report', 'card', 'household', 'care-missing', 'isolation', 'isolation-site', 'beds', 'fever', 'alert', 'task-force', 'combat-unit', 'sheet', 'round', 'doors', 'door', 'person', 'review',
] as const; // prettier-ignore

const ALIASES: ReadonlyMap<string, string> = new Map([
  ...PLACE_NAMES.flatMap(({ address, zh, en, pinyin }) => [address, zh, en, pinyin].map((name) => [name, address] as const)),
  ...OTHERS.map((name) => [name, name] as const),
  ...Object.entries(BESIDES),
]);

/** The address a person meant; undefined when its first word names no place. */
export function resolveAddress(text: string): string | undefined {
  const words = text.trim().replace(/^:/, '').split(/\s+/u);
  const address = ALIASES.get(words[0]?.toLowerCase() ?? '');
  return address === undefined ? undefined : [address, ...words.slice(1)].join(' ');
}
