import { isWithin } from '@houzhai/auth';
import {
  IntegrityReview,
  ListOperators,
  OperatorScope,
  mayCall,
  refuse,
  type OperatorRow,
  type Outcome,
  type Role,
} from '@houzhai/contracts';
import type { Call, ContractClient } from '@houzhai/messaging';
import type { OperatorFacts } from './decision.ts';

/** What the command centre is asked before a decision; never inside a transaction. */
export class Neighbours {
  private readonly client: ContractClient;

  constructor(client: ContractClient) {
    this.client = client;
  }

  /** An operator's roles and jurisdiction, if they are active. Asked on the service's own behalf: an escort ends where the caller's jurisdiction does. */
  async operator(operatorId: string, call: Call): Promise<Outcome<OperatorFacts, 'operator.unavailable'>> {
    const answer = await this.client.query(OperatorScope, { operatorId }, { traceparent: traceOf(call) });
    if (!answer.ok || !answer.value.active) return refuse('operator.unavailable', {});
    return { ok: true, value: factsOf(answer.value) };
  }

  /** Everybody active who may look again at visits, with their own jurisdiction: neither what was lent to them nor a broken glass. */
  async supervisors(call: Pick<Call, 'traceId'>): Promise<readonly OperatorFacts[]> {
    const answer = await this.client.query(ListOperators, { activeOnly: true }, { traceparent: traceOf(call) });
    return answer.ok ? answer.value.rows.filter(({ roles }) => mayCall(IntegrityReview.access, roles)).map(factsOf) : [];
  }

  /** Somebody of a role who is responsible for an area, the same one as long as nothing changes; undefined where there is nobody. */
  async anyone(role: Role, area: string, call: Pick<Call, 'traceId'>): Promise<string | undefined> {
    const answer = await this.client.query(
      ListOperators,
      { role, activeOnly: true, ...(area === 'a00' ? {} : { area }) },
      { traceparent: traceOf(call) },
    );
    return answer.ok ? answer.value.rows.map(({ operatorId }) => operatorId).sort()[0] : undefined;
  }
}

type Found = Pick<OperatorRow, 'operatorId' | 'roles' | 'scope'>;
const factsOf = ({ operatorId, roles, scope }: Found): OperatorFacts => ({
  operatorId,
  roles,
  covers: (path) => scope.some((prefix) => isWithin(path, prefix)),
});

const traceOf = (call: Pick<Call, 'traceId'>): string => `00-${call.traceId}-0000000000000001-01`;
