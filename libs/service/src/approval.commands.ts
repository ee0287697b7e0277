import type { Operator } from '@houzhai/auth';
import {
  APPROVALS,
  OperatorScope,
  findOperationByName,
  mayCall,
  ok,
  refuse,
  type InputOf,
  type Outcome,
  type ProposalRow,
  type Service,
} from '@houzhai/contracts';
import type { Call, ContractClient, FoundOperation } from '@houzhai/messaging';
import { reaching, type UnitOfWork } from '@houzhai/persistence';
import type { Proposal } from './approval.store.ts';
import { isOwn, mayDecide, stateAt, type ApprovalParts, type Approvals } from './approvals.ts';
import { REASON } from './audit.queries.ts';
import type { Looks } from './looks.ts';

type Contracts = (typeof APPROVALS)[Service];
type Parts = ApprovalParts & {
  readonly approvals: Approvals;
  readonly client: ContractClient;
  readonly looks: Looks;
  readonly unitOfWork: UnitOfWork;
};

/** What waits for a second person: seen and decided by those who may do it themselves. */
export function approvalOperations(parts: Parts): readonly FoundOperation[] {
  const contracts = APPROVALS[parts.service];
  return [
    { contract: contracts.list, invoke: (input, call) => reaching(() => list(parts, input as InputOf<Contracts['list']>, call)) },
    { contract: contracts.show, invoke: (input, call) => reaching(() => show(parts, input as InputOf<Contracts['show']>, call)) },
    { contract: contracts.approve, invoke: (input, call) => reaching(() => approve(parts, input as InputOf<Contracts['approve']>, call)) },
    { contract: contracts.decline, invoke: (input, call) => reaching(() => decline(parts, input as InputOf<Contracts['decline']>, call)) },
  ];
}

const operatorOf = ({ caller }: Call): Operator | undefined => (caller.kind === 'operator' ? caller : undefined);

const visible = (proposal: Proposal, caller: Operator): boolean =>
  isOwn(proposal, caller) || mayDecide(proposal, findOperationByName(proposal.operation), caller);

const rowOf = (service: Service, proposal: Proposal, caller: Operator, now: Temporal.Instant): ProposalRow => ({
  proposalId: proposal.id,
  service,
  operation: proposal.operation,
  proposer: proposal.proposer,
  area: proposal.area,
  state: stateAt(proposal, now),
  proposedAt: proposal.proposedAt.toString(),
  until: proposal.expiresAt.toString(),
  ...(proposal.decidedBy === null ? {} : { decidedBy: proposal.decidedBy }),
  ...(proposal.decidedAt === null ? {} : { decidedAt: proposal.decidedAt.toString() }),
  ...(proposal.refusal === null ? {} : { refusal: proposal.refusal.code }),
  own: isOwn(proposal, caller),
});

async function list({ approvals, service }: Parts, { waiting }: InputOf<Contracts['list']>, call: Call): Promise<Outcome<unknown>> {
  const caller = operatorOf(call);
  if (!caller) return refuse('access.unauthenticated', {});
  const { secondPerson } = await approvals.policies.inForce(call.now);
  const found = await approvals.store.since(call.now.subtract({ hours: 24 * secondPerson.shownDays }));
  const rows = found.filter((one) => visible(one, caller)).map((one) => rowOf(service, one, caller, call.now));
  return ok({ rows: waiting ? rows.filter(({ state }) => state === 'WAITING') : rows });
}

async function seen({ approvals }: Parts, id: string, caller: Operator): Promise<Proposal | undefined> {
  const found = await approvals.store.find(id);
  return found && visible(found, caller) ? found : undefined;
}

const notFound = () => refuse('record.not-found', { entity: 'approval' });

async function show(parts: Parts, { proposalId }: InputOf<Contracts['show']>, call: Call): Promise<Outcome<unknown>> {
  const caller = operatorOf(call);
  const found = caller && (await seen(parts, proposalId, caller));
  if (!found) return notFound();
  const input = found.sealedInput && (await parts.personKeys.open(found.id, 'proposal', found.sealedInput));
  const reason = found.sealedReason && (await parts.personKeys.open(found.id, REASON, found.sealedReason));
  await parts.looks.saw(call, { entity: 'approval', recordId: found.id, version: found.version, area: found.area });
  return ok({
    row: rowOf(parts.service, found, caller, call.now),
    ...(typeof input === 'object' && input !== null ? { input: masked(input) } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
  });
}

/** Fields that say who a person is: whoever decides sees as much of them as in a list. */
const PERSONAL = new Set(['name', 'documentNo', 'phone']);

const masked = (input: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input).map(([key, value]: [string, unknown]) => [
      key,
      PERSONAL.has(key) && typeof value === 'string' ? mask(value) : value,
    ]),
  );
const mask = (text: string): string => {
  const [first = '', ...rest] = Array.from(text);
  return first + '*'.repeat(rest.length);
};

/** A proposal the caller may decide on, or why not. */
async function decidable(
  parts: Parts,
  id: string,
  call: Call,
): Promise<Outcome<Proposal, 'approval.own-proposal' | 'approval.not-waiting'>> {
  const caller = operatorOf(call);
  const found = caller && (await seen(parts, id, caller));
  if (!found) return notFound();
  return isOwn(found, caller) ? refuse('approval.own-proposal', {}) : ok(found);
}

async function approve(parts: Parts, { proposalId }: InputOf<Contracts['approve']>, call: Call): Promise<Outcome<unknown>> {
  const decided = await decidable(parts, proposalId, call);
  if (!decided.ok) return decided;
  const proposal = decided.value;
  if (stateAt(proposal, call.now) === 'WAITING' && !(await stillMay(parts, proposal))) return refuse('approval.proposer-may-not', {});
  const outcome = await settle(parts, proposal, 'APPROVED', call);
  if (!outcome.ok) return outcome;
  const { state, refusal } = await parts.approvals.carryOut(proposalId);
  return ok({ proposalId, state, ...(refusal === null ? {} : { refusal: refusal.code }) });
}

async function decline(parts: Parts, { proposalId, reason }: InputOf<Contracts['decline']>, call: Call): Promise<Outcome<unknown>> {
  const decided = await decidable(parts, proposalId, call);
  if (!decided.ok) return decided;
  return settle(parts, decided.value, 'DECLINED', call, await parts.personKeys.seal(proposalId, REASON, reason));
}

/** Decides once: of several who decide at the same moment one does, the others are told. */
function settle(
  parts: Parts,
  proposal: Proposal,
  to: 'APPROVED' | 'DECLINED',
  call: Call,
  sealedReason?: Buffer,
): Promise<Outcome<unknown>> {
  const { approvals, service, unitOfWork } = parts;
  const { approved, declined } = APPROVALS[service];
  return unitOfWork.inTransaction<unknown, 'approval.not-waiting'>(call, async (client) => {
    const { id, area, operation, proposer, version } = proposal;
    const state = stateAt(proposal, call.now);
    const caller = operatorOf(call);
    const step = { to, event: to === 'APPROVED' ? approved : declined, ...(caller ? { decidedBy: caller.operatorId } : {}), ...(sealedReason ? { sealedReason } : {}) }; // prettier-ignore
    if (state !== 'WAITING' || !(await approvals.store.step(client, proposal, step, call))) {
      const now = await approvals.store.find(id);
      return { outcome: refuse('approval.not-waiting', { state: now ? stateAt(now, call.now) : state }) };
    }
    return {
      outcome: ok({ proposalId: id, state: to }),
      area,
      record: { entity: 'approval', id, version: version + 1 },
      auditDetails: { operation, proposer, ...(sealedReason ? { sealedReason: sealedReason.toString('base64') } : {}) },
    };
  });
}

/** Whether the proposer still has the account, the role and the jurisdiction it was proposed with. */
async function stillMay({ client }: Parts, { proposer, scope, operation }: Proposal): Promise<boolean> {
  const answer = await client.query(OperatorScope, { operatorId: proposer });
  const contract = findOperationByName(operation);
  if (!answer.ok || !answer.value.active || contract === undefined) return false;
  const now = answer.value;
  return mayCall(contract.access, now.roles) && scope.every((path) => now.scope.some((own) => path === own || path.startsWith(`${own}/`)));
}
