import { ListOperators, TaskForceDetail, TaskForcesPage, type OperatorRow } from '@houzhai/contracts';
import type { Call, ContractClient } from '@houzhai/messaging';

/** What the command centre is asked about those who could be given work, on the caller's behalf. */
export class Colleagues {
  private readonly client: ContractClient;

  constructor(client: ContractClient) {
    this.client = client;
  }

  /** Agents with an account that is in order and a jurisdiction that meets an area. */
  async agentsOf(area: string, call: Call): Promise<readonly OperatorRow[]> {
    const answer = await this.client.query(ListOperators, { role: 'AGENT', activeOnly: true, area }, asCaller(call));
    return answer.ok ? answer.value.rows : [];
  }

  /** Whether somebody's team says that they cannot go now: ill, in isolation, on leave. */
  async isAway(operatorId: string, call: Call): Promise<boolean> {
    const teams = await this.client.query(TaskForcesPage, { operatorId }, asCaller(call));
    const [team] = teams.ok ? teams.value.rows : [];
    if (!team) return false;
    const detail = await this.client.query(TaskForceDetail, { taskForceId: team.taskForceId }, asCaller(call));
    return detail.ok && detail.value.members.some((member) => member.operatorId === operatorId && member.absence?.now === true);
  }
}

const asCaller = (call: Call): { readonly token?: string; readonly traceparent: string } => ({
  ...(call.token === undefined ? {} : { token: call.token }),
  traceparent: `00-${call.traceId}-0000000000000001-01`,
});
