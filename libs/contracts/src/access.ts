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

/**
 * Who may call an operation. The guard denies by default: a role that is not listed is `access.forbidden`;
 * a record outside the caller's jurisdiction is `record.not-found`, decided where the record is loaded.
 */
export type Access =
  /** Before sign-in: the guest connection may call it. */
  | { readonly who: 'GUEST' }
  /** Any signed-in operator. */
  | { readonly who: 'SIGNED_IN' }
  /** Operators holding one of these roles, within their jurisdiction. `services` may ask too, for their own work. */
  | { readonly who: 'ROLES'; readonly roles: readonly Role[]; readonly services?: boolean };

const DESK = ['COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER'] as const satisfies readonly Role[];
const FIELD = [...DESK, 'AGENT', 'GRID_WORKER'] as const satisfies readonly Role[];

/** The desk: takes calls, assigns, decides. */
export const desk: Access = { who: 'ROLES', roles: DESK };
/** The desk and those who go to the door. */
export const field: Access = { who: 'ROLES', roles: FIELD };
/** Everybody who works with errands or supervises them. */
export const readers: Access = { who: 'ROLES', roles: [...FIELD, 'UNIT_HEAD', 'TEAM_LEAD', 'PARTY_MEMBER', 'AUDITOR'], services: true };
/** The command centre itself. */
export const command: Access = { who: 'ROLES', roles: ['COMMANDER', 'DUTY_OFFICER'] };
/** Those who run the platform. */
export const admin: Access = { who: 'ROLES', roles: ['PLATFORM_ADMIN'] };
/** Anybody who has signed in. */
export const signedIn: Access = { who: 'SIGNED_IN' };
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
  }
}
