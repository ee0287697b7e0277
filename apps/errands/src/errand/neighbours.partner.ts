import {
  FindPersons,
  IsolationsPage,
  OperatorScope,
  PersonHousehold,
  PersonLabels,
  PersonPlace,
  refuse,
  type Outcome,
  type OutputOf,
} from '@houzhai/contracts';
import type { Call, ContractClient } from '@houzhai/messaging';
import type { AgentFacts } from './agent.ts';

type Unknown = 'record.not-found' | 'person.erased' | 'person.merged';

/** What other services are asked before a decision; never inside a transaction, on the caller's behalf unless it says otherwise. */
export class Neighbours {
  private readonly client: ContractClient;

  constructor(client: ContractClient) {
    this.client = client;
  }

  /** Where a person belongs, if the caller may see them. */
  async personPlace(personId: string, call: Call): Promise<Outcome<{ readonly area: string; readonly path: string }, Unknown>> {
    return ofPerson(await this.client.query(PersonPlace, { personId }, asCaller(call)));
  }

  /** Persons whom a text may mean, as the caller may see them. */
  async findPersons(text: string, limit: number, call: Call): Promise<Pick<OutputOf<typeof FindPersons>, 'rows' | 'total'>> {
    const answer = await this.client.query(FindPersons, { text, limit }, asCaller(call));
    return answer.ok ? answer.value : { rows: [], total: 0 };
  }

  /** Somebody and who lives with them, if the caller may see them; the register puts the look on record. */
  async household(personId: string, call: Call): Promise<Outcome<OutputOf<typeof PersonHousehold>, Unknown>> {
    return ofPerson(await this.client.query(PersonHousehold, { personId }, asCaller(call)));
  }

  /** Areas the register knows persons in; asked on the service's own behalf, so the caller's jurisdiction is for the caller to check. */
  async personAreas(ids: readonly string[], call: Call): Promise<ReadonlyMap<string, string>> {
    const { traceparent } = asCaller(call);
    const answer = await this.client.query(PersonLabels, { ids: [...ids] }, { traceparent });
    return new Map(answer.ok ? answer.value.labels.map(({ personId, area }) => [personId, area]) : []);
  }

  /** Masked names of persons as the caller may see them. */
  async labels(ids: readonly string[], call: Call): Promise<ReadonlyMap<string, string>> {
    const answer = await this.client.query(PersonLabels, { ids: [...ids] }, asCaller(call));
    return new Map(answer.ok ? answer.value.labels.map(({ personId, label }) => [personId, label]) : []);
  }

  /** Whether the register knows of an open isolation of a person; asked on the service's own behalf. */
  async isIsolated(personId: string, call: Call): Promise<boolean> {
    const { traceparent } = asCaller(call);
    const answer = await this.client.query(IsolationsPage, { personId, open: true, limit: 1 }, { traceparent });
    return answer.ok && answer.value.total > 0;
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

/** What the register answers of one person: they, or why not; outside the caller's jurisdiction there is nobody. */
function ofPerson<T>(answer: Outcome<T>): Outcome<T, Unknown> {
  if (answer.ok) return answer;
  const { refusal } = answer;
  if (refusal.code === 'person.merged') return refuse('person.merged', refusal.params);
  return refusal.code === 'person.erased' ? refuse('person.erased', {}) : refuse('record.not-found', { entity: 'person' });
}
