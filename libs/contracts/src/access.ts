/** Sign-in roles. Residents, landlords and cadres under assessment are parties, not accounts. */
export const ROLES = [
  'COMMANDER',
  'DUTY_OFFICER',
  'CHECKPOINT_OFFICER',
  'ESCORT_LEAD',
  'COMMUNITY_WORKER',
  'COMMUNITY_DOCTOR',
  'POLICE',
  'UNIT_HEAD',
  'TEAM_LEAD',
  'TEAM_MEMBER',
  'GRID_WORKER',
  'AGENT',
  'PARTY_MEMBER',
  'LANDLORD_OFFICER',
  'ORG_OFFICE',
  'ASSESSOR',
  'ENTERPRISE_LIAISON',
  'AUDITOR',
  'PLATFORM_ADMIN',
] as const;
export type Role = (typeof ROLES)[number];
/** Roles whose jurisdiction follows a team: a deployment widens it, for this role only. */
export const TEAM_ROLES: readonly Role[] = ['TEAM_LEAD', 'TEAM_MEMBER'];

/**
 * Which records an operation reaches: those of the caller's jurisdiction (a record outside does not exist for them), what belongs to the
 * caller alone, or what no area has.
 */
export type Within = 'JURISDICTION' | 'OWN' | 'EVERYWHERE';

/** Who may call an operation and what of it they reach. The guard denies by default. */
export type Access =
  /** Before sign-in: the guest connection may call it. */
  | { readonly who: 'GUEST' }
  /** Any signed-in operator, for what is their own. */
  | { readonly who: 'SIGNED_IN'; readonly within: 'OWN' }
  /** Operators holding one of these roles. `services` may ask too, for their own work. */
  | { readonly who: 'ROLES'; readonly roles: readonly Role[]; readonly within: Within; readonly services?: boolean };

/** Operators of these roles, within their jurisdiction. */
export const rolesWithin = (...roles: readonly Role[]): Access => ({ who: 'ROLES', roles, within: 'JURISDICTION' });
/** Operators of these roles, for what no area has. */
export const rolesEverywhere = (...roles: readonly Role[]): Access => ({ who: 'ROLES', roles, within: 'EVERYWHERE' });

const DESK = ['COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER'] as const satisfies readonly Role[];
const FIELD = [...DESK, 'AGENT', 'GRID_WORKER'] as const satisfies readonly Role[];

/** The desk: takes calls, assigns, decides. */
export const desk: Access = rolesWithin(...DESK);
/** The desk and those who go to the door. */
export const field: Access = rolesWithin(...FIELD);
/** Those who ask after households: the desk, and whoever has one; these reach their own alone. */
export const carers: Access = rolesWithin(...FIELD, 'PARTY_MEMBER');
/** Everybody who works with errands or supervises them. */
const READERS = [...FIELD, 'UNIT_HEAD', 'TEAM_LEAD', 'PARTY_MEMBER', 'AUDITOR'] as const satisfies readonly Role[];
export const readers: Access = { who: 'ROLES', roles: READERS, within: 'JURISDICTION', services: true };
/** Those who must know where the cash for errands is; agents their own. */
export const moneyReaders: Access = rolesWithin(...FIELD, 'AUDITOR');
/** Those who say which service modules there are, and what each asks. */
export const moduleEditors: Access = rolesEverywhere('COMMANDER', 'DUTY_OFFICER', 'PLATFORM_ADMIN');
/** Those who must know them. */
export const moduleReaders: Access = { who: 'ROLES', roles: [...READERS, 'PLATFORM_ADMIN'], within: 'JURISDICTION', services: true };
/** Those who must know where somebody's insurance card is, and which run fetches medicine. */
export const medicineReaders: Access = { who: 'ROLES', roles: [...FIELD, 'AUDITOR'], within: 'JURISDICTION', services: true };
/** Those who set checkpoints up and take them down. */
export const checkpointDesk: Access = rolesWithin('COMMANDER', 'DUTY_OFFICER', 'CHECKPOINT_OFFICER');
const CHECKPOINT = ['COMMANDER', 'DUTY_OFFICER', 'CHECKPOINT_OFFICER', 'ESCORT_LEAD'] as const satisfies readonly Role[];
/** Those who register arrivals and assemble batches. */
export const checkpointWriters: Access = rolesWithin(...CHECKPOINT);
/** Those who lead, receive, or answer for somebody between checkpoint and door. */
export const escorts: Access = rolesWithin(...CHECKPOINT, 'COMMUNITY_WORKER', 'POLICE', 'GRID_WORKER');
/** Those who must know who arrives and who has them; never where from. */
export const checkpointReaders: Access = {
  who: 'ROLES',
  roles: [...CHECKPOINT, 'COMMUNITY_WORKER', 'POLICE', 'GRID_WORKER', 'COMMUNITY_DOCTOR', 'AUDITOR'],
  within: 'JURISDICTION',
  services: true,
};
/** Those who must know places by their names: where errands go, and where arrivals go. */
export const placeReaders: Access = {
  who: 'ROLES',
  roles: [...READERS, 'CHECKPOINT_OFFICER', 'ESCORT_LEAD', 'POLICE', 'COMMUNITY_DOCTOR', 'TEAM_MEMBER'],
  within: 'JURISDICTION',
  services: true,
};
/** Where somebody came from is for the checkpoint, the case worker and the doctor. */
export const originReaders: Access = rolesWithin('CHECKPOINT_OFFICER', 'COMMUNITY_WORKER', 'COMMUNITY_DOCTOR');
const ISOLATION = ['DUTY_OFFICER', 'COMMUNITY_WORKER', 'COMMUNITY_DOCTOR'] as const satisfies readonly Role[];
/** Those who order, start and end an isolation. */
export const isolationDesk: Access = rolesWithin(...ISOLATION);
/** Those who look after the person behind the case, and no one above them. */
export const caseWorkers: Access = rolesWithin('COMMUNITY_WORKER', 'COMMUNITY_DOCTOR');
/** Those who visit, call and write down. */
export const followUps: Access = rolesWithin(...ISOLATION, 'GRID_WORKER', 'AGENT', 'POLICE');
/** Those who meet people and take their temperature. */
export const feverWriters: Access = rolesWithin(...ISOLATION, 'CHECKPOINT_OFFICER', 'ESCORT_LEAD', 'GRID_WORKER', 'AGENT', 'POLICE');
/** Those who see to it that somebody gets to the clinic. */
export const feverSenders: Access = rolesWithin(...ISOLATION, 'CHECKPOINT_OFFICER');
/** Those who must know that somebody may have a fever; never how warm. */
export const feverReaders: Access = {
  who: 'ROLES',
  roles: ['COMMANDER', ...ISOLATION, 'CHECKPOINT_OFFICER', 'ESCORT_LEAD', 'GRID_WORKER', 'AGENT', 'POLICE', 'AUDITOR'],
  within: 'JURISDICTION',
  services: true,
};
/** Only a doctor judges what was found. */
export const doctors: Access = rolesWithin('COMMUNITY_DOCTOR');
/** Those who may work at an isolation site: they give beds, and see who is in which room of their own site. */
export const bedKeepers: Access = rolesWithin(...ISOLATION, 'GRID_WORKER');
/** Those who must know who is isolated. */
export const isolationReaders: Access = {
  who: 'ROLES',
  roles: ['COMMANDER', ...ISOLATION, 'GRID_WORKER', 'AGENT', 'POLICE', 'AUDITOR'],
  within: 'JURISDICTION',
  services: true,
};
/** Those who may see everything that happened to somebody in one place: who may see each part of it. */
export const fileReaders: Access = rolesWithin('COMMANDER', ...ISOLATION, 'GRID_WORKER', 'POLICE', 'AUDITOR');
/** Roles that an alert may concern. */
export const ALERT_ROLES = [
  'COMMANDER',
  'DUTY_OFFICER',
  'CHECKPOINT_OFFICER',
  'ESCORT_LEAD',
  'COMMUNITY_WORKER',
  'COMMUNITY_DOCTOR',
  'POLICE',
  'UNIT_HEAD',
  'TEAM_LEAD',
  'GRID_WORKER',
  'AGENT',
  'AUDITOR',
] as const satisfies readonly Role[];
/** Those whom alerts concern, each by their rule. */
export const alertReaders: Access = rolesWithin(...ALERT_ROLES);
/** Those who see to them; whoever audits only looks. */
export const alertDesk: Access = rolesWithin(...ALERT_ROLES.filter((role) => role !== 'AUDITOR'));
const SCREENING = ['COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER', 'TEAM_LEAD'] as const satisfies readonly Role[];
/** Those who name who answers for a door, and say what was true. */
export const doorSupervisors: Access = rolesWithin(...SCREENING);
const DOORS = [...SCREENING, 'TEAM_MEMBER', 'GRID_WORKER', 'UNIT_HEAD'] as const satisfies readonly Role[];
/** Those who go from door to door; a team also where it was lent to. */
export const doorVisitors: Access = rolesWithin(...DOORS);
/** Those who must know which doors were opened. */
export const screeningReaders: Access = rolesWithin(...DOORS, 'AUDITOR');
/**
 * Those who look again at what one collector's day makes doubtful: whoever leads the team, else the duty officer; the commander only for
 * what none of them may look at. Nobody beside them.
 */
export const signalSupervisors: Access = rolesWithin('COMMANDER', 'DUTY_OFFICER', 'TEAM_LEAD');
/** Those who take paper along, half-days of isolation or doors; each sees the kind that is theirs. */
export const paperCarriers: Access = rolesWithin(...new Set<Role>([...ISOLATION, 'AGENT', 'POLICE', ...DOORS]));
/** Those who must know what paper lies about. */
export const paperReaders: Access = {
  who: 'ROLES',
  roles: [...new Set<Role>(['COMMANDER', ...ISOLATION, 'AGENT', 'POLICE', ...DOORS, 'AUDITOR'])],
  within: 'JURISDICTION',
  services: true,
};
/** The command centre itself. */
export const command: Access = rolesWithin('COMMANDER', 'DUTY_OFFICER');
/** Those who say who of a team cannot go. */
export const teamLeads: Access = rolesWithin('COMMANDER', 'DUTY_OFFICER', 'TEAM_LEAD');
/** Those who must know which teams and combat units there are, and where. */
export const teamReaders: Access = {
  who: 'ROLES',
  roles: [
    'COMMANDER',
    'DUTY_OFFICER',
    'COMMUNITY_WORKER',
    'GRID_WORKER',
    'UNIT_HEAD',
    'TEAM_LEAD',
    'TEAM_MEMBER',
    'PARTY_MEMBER',
    'AUDITOR',
  ],
  within: 'JURISDICTION',
  services: true,
};
/** Those who keep a combat unit. */
export const unitHeads: Access = rolesWithin('COMMANDER', 'DUTY_OFFICER', 'UNIT_HEAD');
/** Those who look after accounts, within their jurisdiction. */
export const admin: Access = rolesWithin('PLATFORM_ADMIN');
/** Those who run the platform itself. */
export const platform: Access = rolesEverywhere('PLATFORM_ADMIN');
/** Our services, for their own work. */
export const servicesOnly: Access = { who: 'ROLES', roles: [], within: 'EVERYWHERE', services: true };
/** Anybody who has signed in. */
export const signedIn: Access = { who: 'SIGNED_IN', within: 'OWN' };
/** Everybody with an account in order; unlike `signedIn` not before the first password was changed, and no commands in a read-only session. */
export const everybody: Access = rolesWithin(...ROLES);
/** The same, and our services: who colleagues are. */
export const colleagues: Access = { who: 'ROLES', roles: ROLES, within: 'JURISDICTION', services: true };
/** Nobody yet: the guest connection. */
export const guest: Access = { who: 'GUEST' };

/** Whether an operator with these roles may call the operation at all. */
export function mayCall(access: Access, roles: readonly Role[]): boolean {
  switch (access.who) {
    case 'GUEST':
    case 'SIGNED_IN':
      return true;
    case 'ROLES':
      return access.roles.some((role) => roles.includes(role));
    default:
      return false;
  }
}
