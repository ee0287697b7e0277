import { randomUUID } from 'node:crypto';
import { APPROVALS, type Command, type Outcome, type OutputOf } from '@houzhai/contracts';
import type { z } from 'zod';
import type { TestOperator } from './platform.ts';
import { valueOf } from './seed.ts';

/** The proposal an outcome says it was kept as. */
export function proposalOf(outcome: Outcome<unknown>): string {
  if (outcome.ok || outcome.refusal.code !== 'access.second-person-required') throw new Error(`not proposed: ${JSON.stringify(outcome)}`);
  return (outcome.refusal.params as { proposal: string }).proposal;
}

/** Does what needs a second person: one proposes, the other agrees, the first asks again and has the answer. */
export async function together<C extends Command>(
  proposer: TestOperator,
  second: TestOperator,
  contract: C,
  input: z.input<C['input']>,
): Promise<Outcome<OutputOf<C>, C['refusals'][number]>> {
  const commandId = randomUUID();
  const proposalId = proposalOf((await proposer.client.command(contract, input, { commandId })) as Outcome<unknown>);
  valueOf((await second.client.command(APPROVALS[contract.service].approve, { proposalId })) as Outcome<unknown>);
  return proposer.client.command(contract, input, { commandId });
}
