import type { CombatUnitAction, CombatUnitKind, CombatUnitStatus } from '@houzhai/contracts';

/** A party member 联户党员 and the households they answer for: by account, or by a number that is no name. */
export interface LinkedMember {
  readonly operatorId?: string;
  readonly memberNo?: string;
  readonly paths: readonly string[];
  readonly persons: number;
}

export interface Duty {
  readonly duty: string;
  readonly what: string;
  /** Percent. */
  readonly done: number;
  readonly dueAt?: Temporal.Instant;
  readonly reportedAt?: Temporal.Instant;
  readonly reportedBy?: string;
}

/** A combat unit 作战单元. */
export interface CombatUnit {
  readonly id: string;
  readonly code: string;
  readonly kind: CombatUnitKind;
  readonly name: string;
  readonly status: CombatUnitStatus;
  readonly area: string;
  readonly path: string;
  readonly headId: string;
  readonly members: readonly LinkedMember[];
  readonly duties: readonly Duty[];
}

/** People that are linked to a party member. */
export const personsOf = ({ members }: Pick<CombatUnit, 'members'>): number => members.reduce((sum, { persons }) => sum + persons, 0);

/** How far the duties are, percent; all of it where there are none. */
export const doneOf = ({ duties }: Pick<CombatUnit, 'duties'>): number =>
  duties.length === 0 ? 100 : Math.floor(duties.reduce((sum, { done }) => sum + done, 0) / duties.length);

/** Whether a duty should be done by now. */
export const isOverdue = ({ done, dueAt }: Duty, now: Temporal.Instant): boolean =>
  done < 100 && dueAt !== undefined && Temporal.Instant.compare(dueAt, now) <= 0;

/** What can be done with a unit now. */
export const actionsOf = ({ status, members, duties }: Pick<CombatUnit, 'status' | 'members' | 'duties'>): readonly CombatUnitAction[] =>
  status === 'CLOSED'
    ? []
    : [
        ...(duties.length > 0 ? (['report-duty'] as const) : []),
        'set-duty',
        'link-member',
        ...(members.length > 0 ? (['unlink-member'] as const) : []),
        'set-head',
        'close',
      ];
