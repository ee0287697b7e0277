import { instantText, ok, refuse, type CheckpointAction, type Outcome, type RefusalCode } from '@houzhai/contracts';
import type { World } from '../decision.ts';
import type { EscortPolicy } from '../escort/escort-policy.ts';
import { actionsOf, type Checkpoint } from './checkpoint.ts';
import type { CheckpointFact } from './checkpoint.publish.ts';

/** The checkpoint after a decision, and what happened. */
export interface DecidedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly facts: readonly CheckpointFact[];
}
type Decision<R extends RefusalCode = never> = Outcome<DecidedCheckpoint, R | 'checkpoint.not-allowed-now'>;

const decided = (checkpoint: Checkpoint, ...facts: readonly CheckpointFact[]): { readonly ok: true; readonly value: DecidedCheckpoint } =>
  ok({ checkpoint, facts });
const illegal = (checkpoint: Checkpoint, action: CheckpointAction): ReturnType<typeof refuse<'checkpoint.not-allowed-now'>> =>
  refuse('checkpoint.not-allowed-now', { action, status: checkpoint.status });
const isLegal = (checkpoint: Checkpoint, action: CheckpointAction): boolean => actionsOf(checkpoint).includes(action);

const withoutShift = ({ shift: _, ...rest }: Checkpoint): Checkpoint => rest;

/** Only residents and people on duty pass. */
export function restrictCheckpoint(checkpoint: Checkpoint): Decision {
  if (!isLegal(checkpoint, 'restrict')) return illegal(checkpoint, 'restrict');
  return decided({ ...checkpoint, status: 'RESTRICTED' }, { fact: 'restricted' });
}

/** Open again, from restricted or closed. */
export function reopenCheckpoint(checkpoint: Checkpoint): Decision {
  if (!isLegal(checkpoint, 'reopen')) return illegal(checkpoint, 'reopen');
  const { closedAt: _, answersFor: __, ...rest } = checkpoint;
  return decided({ ...rest, status: 'OPEN' }, { fact: 'opened', kind: checkpoint.kind });
}

/** Taken down; whoever it still holds is handed on to a named person, so that nobody vanishes with it. */
export function closeCheckpoint(
  checkpoint: Checkpoint,
  held: number,
  handOnTo: string | undefined,
  at: Temporal.Instant,
): Decision<'checkpoint.still-holds'> {
  if (!isLegal(checkpoint, 'close')) return illegal(checkpoint, 'close');
  if (held > 0 && handOnTo === undefined) return refuse('checkpoint.still-holds', { heads: held });
  const heir = held > 0 && handOnTo !== undefined ? handOnTo : undefined;
  return decided(
    { ...withoutShift(checkpoint), status: 'CLOSED', closedAt: at, ...(heir === undefined ? {} : { answersFor: heir }) },
    ...shiftEnd(checkpoint),
    { fact: 'closed', held, ...(heir === undefined ? {} : { handedOnTo: heir }) },
  );
}

const shiftEnd = (checkpoint: Checkpoint): readonly CheckpointFact[] => (checkpoint.shift ? [{ fact: 'shift-ended' }] : []);

/** A crew of at least the policy's number, for at most its hours; a shift that runs ends as the next begins. */
export function beginShift(
  checkpoint: Checkpoint,
  crew: { readonly leaderId: string; readonly memberIds: readonly string[] },
  from: Temporal.Instant,
  until: Temporal.Instant,
  world: World<EscortPolicy>,
): Decision<'checkpoint.crew-too-small' | 'checkpoint.shift-too-long'> {
  if (!isLegal(checkpoint, 'begin-shift')) return illegal(checkpoint, 'begin-shift');
  const members = [...new Set(crew.memberIds)].filter((id) => id !== crew.leaderId);
  const { leastCrew, shiftHours } = world.policy;
  if (members.length + 1 < leastCrew) return refuse('checkpoint.crew-too-small', { crew: leastCrew });
  if (Temporal.Instant.compare(until, from) <= 0 || Temporal.Instant.compare(until, from.add({ hours: shiftHours })) > 0)
    return refuse('checkpoint.shift-too-long', { hours: shiftHours });
  return decided({ ...checkpoint, shift: { leaderId: crew.leaderId, memberIds: members, from, until } }, ...shiftEnd(checkpoint), {
    fact: 'shift-begun',
    leaderId: crew.leaderId,
    crew: members.length + 1,
    until: instantText(until),
  });
}

/** The shift is over. */
export function endShift(checkpoint: Checkpoint): Decision {
  if (!isLegal(checkpoint, 'end-shift')) return illegal(checkpoint, 'end-shift');
  return decided(withoutShift(checkpoint), { fact: 'shift-ended' });
}
