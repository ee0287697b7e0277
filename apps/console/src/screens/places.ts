import {
  APPROVALS,
  AUDITS,
  AlertShow,
  AlertsPage,
  ArrivalDetail,
  ArrivalsPage,
  BatchDetail,
  BatchesPage,
  CombatUnitDetail,
  CombatUnitsPage,
  CustodyLedger,
  IsolationDetail,
  IsolationsPage,
  DELIVERY,
  ErrandDetail,
  FeverShow,
  FeversPage,
  FindPersons,
  FollowUpsDue,
  IsolationBoard,
  ListBrokenGlass,
  ListCheckpoints,
  ListOperators,
  ListPartners,
  ListSessions,
  PersonDetail,
  TaskForceDetail,
  TaskForcesPage,
  SheetsPage,
  WallChart,
  WorkSheet,
  WorklistPage,
  mayCall,
  type Query,
  type Role,
} from '@houzhai/contracts';
import type { Text } from '@houzhai/i18n';
import { t, type Model } from '../app/model.ts';
import { navigation, parseAddress, type Navigation, type Places } from '../app/navigation.ts';
import { openAlert } from './alert.screen.ts';
import { openAlerts } from './alerts.screen.ts';
import { openArrival } from './arrival.screen.ts';
import { openArrivals } from './arrivals.screen.ts';
import { openApprovals } from './approvals.screen.ts';
import { openAudit } from './audit.screen.ts';
import { openBoard } from './board.screen.ts';
import { openBrokenGlass } from './broken-glass.screen.ts';
import { openCheckpoints } from './checkpoints.screen.ts';
import { openCombatUnit } from './combat-unit.screen.ts';
import { openCombatUnits } from './combat-units.screen.ts';
import { openCustody } from './custody.screen.ts';
import { openDelivery } from './delivery.screen.ts';
import { openErrand } from './errand.screen.ts';
import { openErrands } from './errands.screen.ts';
import { openEscort } from './escort.screen.ts';
import { openEscorts } from './escorts.screen.ts';
import { openFever } from './fever.screen.ts';
import { openFevers } from './fevers.screen.ts';
import { openFollowUps } from './follow-ups.screen.ts';
import { openIsolationBoard } from './isolation-board.screen.ts';
import { openIsolation } from './isolation.screen.ts';
import { openIsolations } from './isolations.screen.ts';
import { openOperators } from './operators.screen.ts';
import { openPartners } from './partners.screen.ts';
import { openPerson } from './person.screen.ts';
import { openSessions } from './sessions.screen.ts';
import { openTaskForce } from './task-force.screen.ts';
import { openTaskForces } from './task-forces.screen.ts';
import { openPersons } from './persons.screen.ts';
import { openSheet } from './sheet.screen.ts';
import { openSheets } from './sheets.screen.ts';

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
  { address: 'checkpoints', zh: '卡口', en: 'checkpoints', pinyin: 'kk' },
  { address: 'arrivals', zh: '来(返)义人员', en: 'arrivals', pinyin: 'lyry' },
  { address: 'escorts', zh: '护送', en: 'escorts', pinyin: 'hs' },
  { address: 'custody', zh: '交接台账', en: 'custody ledger', pinyin: 'jj' },
  { address: 'isolations', zh: '隔离管理', en: 'isolation', pinyin: 'gl' },
  { address: 'isolation-board', zh: '隔离看板', en: 'isolation by day', pinyin: 'glb' },
  { address: 'follow-ups', zh: '待随访', en: 'follow-ups', pinyin: 'sf' },
  { address: 'task-forces', zh: '突击队', en: 'teams', pinyin: 'tj' },
  { address: 'combat-units', zh: '作战单元', en: 'combat units', pinyin: 'zz' },
  { address: 'sheets', zh: '工作单', en: 'work sheets', pinyin: 'gzd' },
  { address: 'fevers', zh: '发热', en: 'fevers', pinyin: 'fr' },
  { address: 'alerts', zh: '警报', en: 'alerts', pinyin: 'jb' },
  { address: 'persons', zh: '居民', en: 'residents', pinyin: 'jm' },
  { address: 'sessions', zh: '会话', en: 'sessions', pinyin: 'hh' },
  { address: 'approvals', zh: '待批', en: 'second person', pinyin: 'dp' },
  { address: 'broken-glass', zh: '应急越区记录', en: 'broken glass', pinyin: 'yjyq' },
  { address: 'audit', zh: '审计', en: 'audit', pinyin: 'sj' },
  { address: 'delivery', zh: '投递', en: 'delivery', pinyin: 'td' },
  { address: 'operators', zh: '账号', en: 'operators', pinyin: 'zh' },
  { address: 'partners', zh: '合作单位', en: 'partners', pinyin: 'hzdw' },
];

/** First word of an address by any of its names. */
const ALIASES: Readonly<Record<string, string>> = {
  挂图: 'board',
  gt: 'board',
  wall: 'board',
  board: 'board',
  代办: 'errands',
  db: 'errands',
  errands: 'errands',
  代办单: 'errand',
  errand: 'errand',
  卡口: 'checkpoints',
  kk: 'checkpoints',
  checkpoints: 'checkpoints',
  checkpoint: 'checkpoint',
  来义人员: 'arrivals',
  '来(返)义人员': 'arrivals',
  lyry: 'arrivals',
  arrivals: 'arrivals',
  arrival: 'arrival',
  护送: 'escorts',
  hs: 'escorts',
  escorts: 'escorts',
  escort: 'escort',
  交接: 'custody',
  交接台账: 'custody',
  jj: 'custody',
  custody: 'custody',
  隔离: 'isolations',
  隔离管理: 'isolations',
  gl: 'isolations',
  isolations: 'isolations',
  isolation: 'isolation',
  隔离看板: 'isolation-board',
  glb: 'isolation-board',
  'isolation-board': 'isolation-board',
  待随访: 'follow-ups',
  随访: 'follow-ups',
  sf: 'follow-ups',
  'follow-ups': 'follow-ups',
  突击队: 'task-forces',
  tj: 'task-forces',
  teams: 'task-forces',
  'task-forces': 'task-forces',
  'task-force': 'task-force',
  作战单元: 'combat-units',
  zz: 'combat-units',
  units: 'combat-units',
  'combat-units': 'combat-units',
  'combat-unit': 'combat-unit',
  工作单: 'sheets',
  gzd: 'sheets',
  sheets: 'sheets',
  sheet: 'sheet',
  发热: 'fevers',
  fr: 'fevers',
  fevers: 'fevers',
  fever: 'fever',
  警报: 'alerts',
  jb: 'alerts',
  alerts: 'alerts',
  alert: 'alert',
  居民: 'persons',
  jm: 'persons',
  residents: 'persons',
  persons: 'persons',
  person: 'person',
  待批: 'approvals',
  dp: 'approvals',
  approvals: 'approvals',
  应急越区: 'broken-glass',
  应急越区记录: 'broken-glass',
  'broken-glass': 'broken-glass',
  会话: 'sessions',
  hh: 'sessions',
  sessions: 'sessions',
  审计: 'audit',
  sj: 'audit',
  audit: 'audit',
  投递: 'delivery',
  td: 'delivery',
  delivery: 'delivery',
  账号: 'operators',
  zh: 'operators',
  operators: 'operators',
  合作单位: 'partners',
  hzdw: 'partners',
  partners: 'partners',
};

/** The address a person meant; undefined when its first word names no place. */
export function resolveAddress(text: string): string | undefined {
  const words = text.trim().replace(/^:/, '').split(/\s+/u);
  const name = ALIASES[words[0]?.toLowerCase() ?? ''];
  return name === undefined ? undefined : [name, ...words.slice(1)].join(' ');
}

/** The query a place is made of: who may ask it may open the place. */
const NEEDS: Readonly<Record<string, Query>> = {
  board: WallChart,
  errands: WorklistPage,
  errand: ErrandDetail,
  persons: FindPersons,
  person: PersonDetail,
  checkpoints: ListCheckpoints,
  checkpoint: ListCheckpoints,
  arrivals: ArrivalsPage,
  arrival: ArrivalDetail,
  escorts: BatchesPage,
  escort: BatchDetail,
  custody: CustodyLedger,
  isolations: IsolationsPage,
  isolation: IsolationDetail,
  fevers: FeversPage,
  fever: FeverShow,
  alerts: AlertsPage,
  alert: AlertShow,
  'isolation-board': IsolationBoard,
  'follow-ups': FollowUpsDue,
  'task-forces': TaskForcesPage,
  'task-force': TaskForceDetail,
  'combat-units': CombatUnitsPage,
  'combat-unit': CombatUnitDetail,
  sheets: SheetsPage,
  sheet: WorkSheet,
  operators: ListOperators,
  partners: ListPartners,
  audit: AUDITS.errands.list,
  sessions: ListSessions,
  delivery: DELIVERY.errands.state,
  approvals: APPROVALS.errands.list,
  'broken-glass': ListBrokenGlass,
};

/** Whether the roles of whoever is signed in let them open a place. */
export function mayOpen(model: Model, address: string): boolean {
  const needs = NEEDS[parseAddress(address).name];
  return needs === undefined || mayCall(needs.access, (model.me?.roles ?? []) as readonly Role[]);
}

/** Where the console begins for them. */
export const homeOf = (model: Model): string =>
  ['board', 'checkpoints', 'task-forces'].find((address) => mayOpen(model, address)) ?? 'operators';

const whyNot = (model: Model, address: string): string | undefined =>
  mayOpen(model, address)
    ? undefined
    : t(model, '您的角色看不到这里；需要时请平台管理员增加角色', 'Not for your role; the platform administrator can add one');

const open =
  (nav: () => Navigation): Places =>
  (address, uid, model) => {
    const { name, text } = parseAddress(address);
    switch (name) {
      case 'board':
        return openBoard(nav(), uid);
      case 'errands':
        return openErrands(nav(), uid, address, model);
      case 'errand':
        return openErrand(nav(), uid, text);
      case 'persons':
        return openPersons(nav(), uid, address);
      case 'person':
        return openPerson(nav(), uid, text);
      case 'checkpoints':
        return openCheckpoints(nav(), uid);
      case 'checkpoint':
      case 'arrivals':
        return openArrivals(nav(), uid, address, model);
      case 'arrival':
        return openArrival(nav(), uid, text);
      case 'escorts':
        return openEscorts(nav(), uid, address);
      case 'escort':
        return openEscort(nav(), uid, text);
      case 'custody':
        return openCustody(nav(), uid, address);
      case 'isolations':
        return openIsolations(nav(), uid, address);
      case 'isolation':
        return openIsolation(nav(), uid, text);
      case 'isolation-board':
        return openIsolationBoard(nav(), uid);
      case 'follow-ups':
        return openFollowUps(nav(), uid, address);
      case 'task-forces':
        return openTaskForces(nav(), uid, address);
      case 'task-force':
        return openTaskForce(uid, text);
      case 'combat-units':
        return openCombatUnits(nav(), uid, address);
      case 'combat-unit':
        return openCombatUnit(uid, text);
      case 'sheets':
        return openSheets(nav(), uid, address);
      case 'sheet':
        return openSheet(nav(), uid, text);
      case 'fevers':
        return openFevers(nav(), uid, address);
      case 'fever':
        return openFever(nav(), uid, text);
      case 'alerts':
        return openAlerts(nav(), uid, address);
      case 'alert':
        return openAlert(nav(), uid, text);
      case 'sessions':
        return openSessions(uid, address, model);
      case 'approvals':
        return openApprovals(uid);
      case 'broken-glass':
        return openBrokenGlass(uid);
      case 'audit':
        return openAudit(uid, address);
      case 'delivery':
        return openDelivery(uid);
      case 'operators':
        return openOperators(uid);
      case 'partners':
        return openPartners(uid);
      default:
        return undefined;
    }
  };

/** How the console moves between its places. */
export const places: Navigation = navigation(
  open(() => places),
  whyNot,
);
