import { mayCall, type Role, type Within } from './access.ts';
import { COMMANDS, QUERIES, findOperationByName } from './registry.ts';
import type { Command, Query, Service, Showing } from './contract.ts';
import type { RefusalCode } from './refusals.ts';

/** One operation as the one policy table has it. */
export interface PolicyRow {
  readonly operation: string;
  readonly kind: 'command' | 'query';
  readonly service: Service;
  readonly subject: string;
  readonly who: 'GUEST' | 'SIGNED_IN' | 'ROLES' | 'SERVICES';
  readonly roles: readonly Role[];
  /** Whether our services may ask for their own work. */
  readonly services: boolean;
  readonly within: Within | undefined;
  readonly shows: Readonly<Record<string, Showing>>;
  /** Whether the policy may ask for a second person: commands of roles, which answer the same for the same id. */
  readonly maySecondPerson: boolean;
}

/** Decisions on proposals, and what must not wait for anybody. */
const AT_ONCE = new Set(['approval', 'session', 'broken-glass']);

const rowOf = (contract: Command | Query): PolicyRow => {
  const { name, kind, service, subject, access, shows = {} } = contract;
  return {
    operation: name,
    kind,
    service,
    subject,
    who: access.who === 'ROLES' && access.roles.length === 0 ? 'SERVICES' : access.who,
    roles: access.who === 'ROLES' ? access.roles : [],
    services: access.who === 'ROLES' && access.services === true,
    within: access.who === 'GUEST' ? undefined : access.within,
    shows,
    maySecondPerson: contract.kind === 'command' && access.who === 'ROLES' && !AT_ONCE.has(contract.entity),
  };
};

/** Whether it is refused without a reason. Asked when somebody wants to know: to make every schema ready takes a program a tenth of a second. */
export const needsReason = ({ input }: Pick<Command | Query, 'input'>): boolean =>
  input.safeParse({}).error?.issues.some(({ path }) => path[0] === 'reason') === true;

/** Who may do what: every operation, from its contract. The guard, the subjects of connections, menus, explanations and tests read it. */
export const POLICY: readonly PolicyRow[] = [...COMMANDS, ...QUERIES].map(rowOf);

/** Live views that consoles follow: whoever may ask for the rows hears which changed. */
export const LIVE_VIEWS = [
  { service: 'errands', view: 'worklist', of: 'WorklistPage' },
  { service: 'errands', view: 'service-module', of: 'ListServiceModules' },
  { service: 'errands', view: 'medicine-run', of: 'RunsPage' },
  { service: 'errands', view: 'insurance-card', of: 'CardsPage' },
  { service: 'errands', view: 'care-link', of: 'CareToday' },
  { service: 'errands', view: 'call', of: 'CallsPage' },
  { service: 'errands', view: 'need-report', of: 'NeedReportsPage' },
  { service: 'census-screening', view: 'checkpoint', of: 'ListCheckpoints' },
  { service: 'census-screening', view: 'arrival', of: 'ArrivalsPage' },
  { service: 'census-screening', view: 'escort-batch', of: 'BatchesPage' },
  { service: 'census-screening', view: 'isolation', of: 'IsolationsPage' },
  { service: 'census-screening', view: 'isolation-site', of: 'IsolationSitesPage' },
  { service: 'census-screening', view: 'fever', of: 'FeversPage' },
  { service: 'census-screening', view: 'screening-campaign', of: 'CampaignsPage' },
  { service: 'census-screening', view: 'screening-unit', of: 'UnitsPage' },
  { service: 'census-screening', view: 'discrepancy', of: 'DiscrepanciesPage' },
  { service: 'command-center', view: 'board', of: 'WallChart' },
  { service: 'command-center', view: 'alert', of: 'AlertsPage' },
  { service: 'command-center', view: 'task-force', of: 'TaskForcesPage' },
  { service: 'command-center', view: 'combat-unit', of: 'CombatUnitsPage' },
  { service: 'command-center', view: 'broken-glass', of: 'ListBrokenGlass' },
  { service: 'errands', view: 'approval', of: 'ListProposals-errands' },
  { service: 'census-screening', view: 'approval', of: 'ListProposals-census-screening' },
  { service: 'command-center', view: 'approval', of: 'ListProposals-command-center' },
] as const satisfies readonly { readonly service: Service; readonly view: string; readonly of: string }[];

const may = (operation: string, roles: readonly Role[]): boolean => {
  const contract = findOperationByName(operation);
  return contract !== undefined && mayCall(contract.access, roles);
};

/** Subjects a connection of these roles may send to. */
export const subjectsFor = (roles: readonly Role[]): readonly string[] =>
  POLICY.filter(({ operation }) => may(operation, roles)).map(({ subject }) => subject);

/** Live views operators of these roles may follow. */
export const liveViewsFor = (roles: readonly Role[]): readonly (typeof LIVE_VIEWS)[number][] =>
  LIVE_VIEWS.filter(({ of }) => may(of, roles));

/** Who asks, as far as the guard looks. */
export type Asker =
  | { readonly kind: 'guest' }
  | { readonly kind: 'service' }
  | {
      readonly kind: 'operator';
      readonly roles: readonly Role[];
      readonly readOnly: boolean;
      readonly mustChangePassword: boolean;
      readonly mustEnrol?: boolean;
    };

/** What the guard looks at, in its order. */
export const GUARD_CHECKS = ['signed-in', 'role', 'password', 'second-factor', 'read-only'] as const;
export type GuardCheck = (typeof GUARD_CHECKS)[number];

interface Denial {
  readonly check: GuardCheck;
  readonly code: Extract<
    RefusalCode,
    'access.unauthenticated' | 'access.forbidden' | 'access.password-change-required' | 'access.second-factor-required'
  >;
}

/** The first reason for which an operation is denied; undefined when there is none. What no access names is denied. */
export function denialOf({ access, kind }: Pick<Command | Query, 'access' | 'kind'>, asker: Asker): Denial | undefined {
  if (access.who === 'GUEST') return undefined;
  if (asker.kind === 'guest') return { check: 'signed-in', code: 'access.unauthenticated' };
  const forbidden = { check: 'role', code: 'access.forbidden' } as const;
  if (asker.kind === 'service') return access.who === 'ROLES' && access.services === true ? undefined : forbidden;
  if (!mayCall(access, asker.roles)) return forbidden;
  if (access.who === 'SIGNED_IN') return undefined;
  if (asker.mustChangePassword) return { check: 'password', code: 'access.password-change-required' };
  if (asker.mustEnrol) return { check: 'second-factor', code: 'access.second-factor-required' };
  if (asker.readOnly && kind === 'command') return { check: 'read-only', code: 'access.forbidden' };
  return undefined;
}
