import { CardsPage, ErasurePart, WorklistPage, type OutputOf } from '@houzhai/contracts';
import { Unavailable, type Call, type ContractClient } from '@houzhai/messaging';

const traceOf = (call: Call): { readonly traceparent: string } => ({ traceparent: `00-${call.traceId}-0000000000000001-01` });

/** Open errands for a person, in all areas, an insurance card that is out among them. @throws Unavailable when the errands service cannot be asked. */
export async function openErrandsFor(client: ContractClient, personId: string, call: Call): Promise<number> {
  const answers = await Promise.all([
    client.query(WorklistPage, { beneficiaryId: personId, open: true, limit: 1 }, traceOf(call)),
    client.query(CardsPage, { personId, out: true, limit: 1 }, traceOf(call)),
  ]);
  return answers.reduce((sum, answer) => {
    if (!answer.ok) throw new Unavailable(`The errands service refused: ${answer.refusal.code}`);
    return sum + answer.value.total;
  }, 0);
}

/** The errands service's part of an erasure; undefined when it cannot be asked now. */
export async function errandsPart(client: ContractClient, personId: string, call: Call): Promise<OutputOf<typeof ErasurePart> | undefined> {
  try {
    const answer = await client.query(ErasurePart, { personId }, { ...traceOf(call), deadlineMs: 2_000 });
    return answer.ok ? answer.value : undefined;
  } catch (error) {
    if (error instanceof Unavailable) return undefined;
    throw error;
  }
}
