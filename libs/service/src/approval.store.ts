import { insertEvents, envelopeOf, toInstant } from '@houzhai/persistence';
import type { ProposalState, Refusal, Role, EventContract, Service } from '@houzhai/contracts';
import type { Call } from '@houzhai/messaging';
import type { Pool, PoolClient } from 'pg';

/** A command that waits for a second person, as it is stored. */
export interface Proposal {
  readonly id: string;
  readonly version: number;
  readonly operation: string;
  readonly proposer: string;
  readonly sessionId: string;
  readonly roles: readonly Role[];
  readonly scope: readonly string[];
  readonly area: string;
  readonly commandId: string;
  readonly payloadHash: Buffer;
  readonly traceId: string;
  readonly sealedInput: Buffer | null;
  readonly proposedAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly state: ProposalState;
  readonly decidedBy: string | null;
  readonly decidedAt: Temporal.Instant | null;
  readonly sealedReason: Buffer | null;
  readonly refusal: Refusal | null;
}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly operation: string;
  readonly proposer: string;
  readonly session_id: string;
  readonly roles: Role[];
  readonly scope: string[];
  readonly area: string;
  readonly command_id: string;
  readonly payload_hash: Buffer;
  readonly trace_id: string;
  readonly sealed_input: Buffer | null;
  readonly proposed_at: Date | string;
  readonly expires_at: Date | string;
  readonly state: ProposalState;
  readonly decided_by: string | null;
  readonly decided_at: Date | string | null;
  readonly sealed_reason: Buffer | null;
  readonly refusal: Refusal | null;
}

const toProposal = (row: Row): Proposal => ({
  id: row.id,
  version: row.version,
  operation: row.operation,
  proposer: row.proposer,
  sessionId: row.session_id,
  roles: row.roles,
  scope: row.scope,
  area: row.area,
  commandId: row.command_id,
  payloadHash: row.payload_hash,
  traceId: row.trace_id,
  sealedInput: row.sealed_input,
  proposedAt: toInstant(row.proposed_at),
  expiresAt: toInstant(row.expires_at),
  state: row.state,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at === null ? null : toInstant(row.decided_at),
  sealedReason: row.sealed_reason,
  refusal: row.refusal,
});

/** What changes when a proposal goes on. */
export interface ProposalStep {
  readonly to: ProposalState;
  readonly event: EventContract;
  readonly decidedBy?: string;
  readonly sealedReason?: Buffer;
  readonly refusal?: Refusal;
}

/** Keeps the proposals of one service. */
export class ProposalStore {
  private readonly pool: Pool;
  private readonly service: Service;
  private readonly schema: string;

  constructor(pool: Pool, service: Service, schema: string) {
    this.pool = pool;
    this.service = service;
    this.schema = schema;
  }

  /** Adds a proposal with its event and its audit row; false when the command was proposed already. */
  async add(client: PoolClient, proposal: Proposal, event: EventContract, call: Call): Promise<boolean> {
    const { rowCount } = await client.query(
      `insert into "${this.schema}"."approval" ("id", "version", "operation", "proposer", "session_id", "roles", "scope", "area", "command_id", "payload_hash", "trace_id", "sealed_input", "proposed_at", "expires_at", "state")
       values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict ("proposer", "command_id") do nothing`,
      [
        proposal.id,
        proposal.operation,
        proposal.proposer,
        proposal.sessionId,
        JSON.stringify(proposal.roles),
        JSON.stringify(proposal.scope),
        proposal.area,
        proposal.commandId,
        proposal.payloadHash,
        proposal.traceId,
        proposal.sealedInput,
        proposal.proposedAt.toString(),
        proposal.expiresAt.toString(),
        proposal.state,
      ],
    );
    if (rowCount !== 1) return false;
    await this.publish(client, proposal, event, 1, call);
    return true;
  }

  /** Lets a proposal go on from the state and version it was read in, with its event; false when it has gone on meanwhile. */
  async step(client: PoolClient, from: Proposal, step: ProposalStep, call: Call): Promise<boolean> {
    const { to, decidedBy, sealedReason, refusal, event } = step;
    const { rowCount } = await client.query(
      `update "${this.schema}"."approval" set "version" = "version" + 1, "state" = $3, "decided_by" = coalesce($4, "decided_by"),
         "decided_at" = case when $4::uuid is null then "decided_at" else $5::timestamptz end, "sealed_reason" = coalesce($6, "sealed_reason"),
         "refusal" = $7, "sealed_input" = case when $3 = 'APPROVED' then "sealed_input" end
       where "id" = $1 and "version" = $2`,
      [
        from.id,
        from.version,
        to,
        decidedBy ?? null,
        call.now.toString(),
        sealedReason ?? null,
        refusal === undefined ? null : JSON.stringify(refusal),
      ],
    );
    if (rowCount !== 1) return false;
    await this.publish(client, from, event, from.version + 1, call);
    return true;
  }

  async find(id: string): Promise<Proposal | undefined> {
    return (await this.read(`"id" = $1`, [id]))[0];
  }

  async ofCommand(proposer: string, commandId: string): Promise<Proposal | undefined> {
    return (await this.read(`"proposer" = $1 and "command_id" = $2`, [proposer, commandId]))[0];
  }

  /** Newest first. */
  since(instant: Temporal.Instant): Promise<readonly Proposal[]> {
    return this.read(`"proposed_at" >= $1`, [instant.toString()]);
  }

  /** Those whose time is over, and those that were approved before an instant and not carried out. */
  due(now: Temporal.Instant, approvedBefore: Temporal.Instant): Promise<readonly Proposal[]> {
    return this.read(`("state" = 'WAITING' and "expires_at" <= $1) or ("state" = 'APPROVED' and "decided_at" <= $2)`, [
      now.toString(),
      approvedBefore.toString(),
    ]);
  }

  private async read(where: string, values: readonly unknown[]): Promise<readonly Proposal[]> {
    const { rows } = await this.pool.query<Row>(
      `select * from "${this.schema}"."approval" where ${where} order by "proposed_at" desc, "id" limit 500`,
      [...values],
    );
    return rows.map(toProposal);
  }

  private publish(
    client: PoolClient,
    { id, area, operation }: Proposal,
    contract: EventContract,
    version: number,
    call: Call,
  ): Promise<void> {
    const event = envelopeOf(this.service, call, { id, area }, { contract, data: { operation } }, version);
    return insertEvents(client, this.schema, call.now, [{ entity: 'approval', recordId: id, version, area, ...event }]);
  }
}
