import { SUBDISTRICT, mayCall, type Access, type Role, type Service } from '@houzhai/contracts';

/** A signed-in operator as verified from their token. */
export interface Operator {
  readonly kind: 'operator';
  readonly operatorId: string;
  readonly sessionId: string;
  readonly roles: readonly Role[];
  /** Jurisdiction: path prefixes. */
  readonly scope: readonly string[];
  readonly readOnly: boolean;
  readonly mustChangePassword: boolean;
  /** A role of theirs asks for a second factor and they have none yet. */
  readonly mustEnrol?: boolean;
  /** Present while their jurisdiction is widened in an emergency; `scope` is the widened one. */
  readonly glass?: Glass;
  /** Present while their team works in another area. */
  readonly deployed?: Deployed;
}

/** An area somebody sees besides their own because their team works there, in one role only. */
export interface Deployed {
  readonly id: string;
  readonly path: string;
  readonly role: Role;
}

/** A jurisdiction widened for a time. */
export interface Glass {
  readonly id: string;
  /** Epoch seconds. */
  readonly until: number;
  /** The jurisdiction without it. */
  readonly own: readonly string[];
}

/** The operator with nothing but their own jurisdiction. */
export function withoutGlass({ glass, ...operator }: Operator): Operator {
  return glass ? { ...operator, scope: glass.own } : operator;
}

/** The operator as the guard of an operation sees them: where their team works counts for what its role may do. */
export function acting(operator: Operator, access: Access): Operator {
  const { deployed, scope } = operator;
  return deployed && operator.roles.includes(deployed.role) && mayCall(access, [deployed.role])
    ? { ...operator, scope: [...scope, deployed.path] }
    : operator;
}

/** The operator as if their team were at home. */
export function atHome({ deployed: _, ...operator }: Operator): Operator {
  return operator;
}

/** Who asks: an operator, one of our services on its own behalf, or a connection before sign-in. */
export type Caller = Operator | { readonly kind: 'service'; readonly service: Service } | { readonly kind: 'guest' };

/** How the caller appears in events and audit. */
export const actorOf = (caller: Caller): string =>
  caller.kind === 'operator' ? caller.operatorId : caller.kind === 'service' ? `service:${caller.service}` : 'guest';

/** Whether `path` is `prefix` or below it. */
export const isWithin = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

/** Whether the caller's jurisdiction contains the path. Services see everything; guests nothing. */
export function covers(caller: Caller, path: string): boolean {
  if (caller.kind === 'service') return true;
  return caller.kind === 'operator' && caller.scope.some((prefix) => isWithin(path, prefix));
}

/** Area code of a path, `a00` for the whole subdistrict. */
export const areaOf = (path: string): string => path.split('/')[1] ?? 'a00';

/** Areas a scope touches; `all` when it spans the subdistrict. */
export function areasOf(scope: readonly string[]): 'all' | readonly string[] {
  return scope.includes(SUBDISTRICT) ? 'all' : [...new Set(scope.map(areaOf))];
}
