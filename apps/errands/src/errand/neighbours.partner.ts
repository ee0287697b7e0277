import { OperatorScope, PersonPlace, refuse, type Outcome } from '@houzhai/contracts';
import type { Call, ContractClient } from '@houzhai/messaging';
import type { AgentFacts } from './agent.ts';

/** What other services are asked before a decision; never inside a transaction, always on the caller's behalf. */
export class Neighbours {
  private readonly client: ContractClient;

  constructor(client: ContractClient) {
    this.client = client;
  }

  /** Where a person belongs, if the caller may see them. */
  async personPlace(personId: string, call: Call): Promise<Outcome<{ readonly area: string; readonly path: string }, 'record.not-found'>> {
    const answer = await this.client.query(PersonPlace, { personId }, asCaller(call));
    return answer.ok ? answer : refuse('record.not-found', { entity: 'person' });
  }

  /** An operator's roles and jurisdiction. */
  async agent(operatorId: string, call: Call): Promise<Outcome<AgentFacts, 'errand.agent-unavailable'>> {
    const answer = await this.client.query(OperatorScope, { operatorId }, asCaller(call));
    return answer.ok ? answer : refuse('errand.agent-unavailable', {});
  }
}

const asCaller = (call: Call): { readonly token?: string; readonly traceparent: string } => ({
  ...(call.token === undefined ? {} : { token: call.token }),
  traceparent: `00-${call.traceId}-0000000000000001-01`,
});
