import { AcceptErrand, DeliverErrand, RequestErrand, StartErrand } from '@houzhai/contracts';
import { valueOf } from './filled-tables.ts';
import { secondsFor } from './measure.ts';
import type { BenchOperator } from './throwaway-stack.ts';

/** Commands of one errand from the request to the door. */
export const COMMANDS_OF_AN_ERRAND = 4;

/** Sends so many errands through request, accept, start and deliver, the same mix each time; seconds it took. */
export function runErrands(
  desk: BenchOperator,
  agent: BenchOperator,
  persons: readonly string[],
  count: number,
  inFlight: number,
): Promise<number> {
  const whom = Array.from({ length: count }, (_, index) => persons[index % persons.length] ?? '');
  return secondsFor(whom, inFlight, async (beneficiaryId) => {
    const { errandId } = valueOf(
      await desk.client.command(
        RequestErrand,
        { beneficiaryId, moduleCode: 'standing-1', kind: 'PURCHASE', items: [{ name: '大米' }], despiteDuplicate: true },
        PATIENT,
      ),
    );
    valueOf(await agent.client.command(AcceptErrand, { errandId }, PATIENT));
    valueOf(await agent.client.command(StartErrand, { errandId }, PATIENT));
    const proof = { kind: 'HANDED_OVER' as const, reference: '本人当面签收' };
    valueOf(await agent.client.command(DeliverErrand, { errandId, proof }, PATIENT));
  });
}

const PATIENT = { deadlineMs: 60_000 };
