import type { NatsConnection } from '@nats-io/transport-node';
import { AUDITS, AuditAnchors, Envelope, ok, refuse, streamOf, type AuditFinding, type InputOf, type Outcome } from '@houzhai/contracts';
import { Unavailable, type Call, type ContractClient, type FoundOperation } from '@houzhai/messaging';
import {
  CHAIN_START,
  StreamAnswer,
  VerificationPosition,
  VerificationResult,
  auditPolicies,
  chainId,
  checkChain,
  checkNoneAdded,
  newestSeal,
  reaching,
  sealHashOf,
  toInstant,
  waitingRows,
  type Anchors,
} from '@houzhai/persistence';
import type { AuditParts } from './audit.queries.ts';

/** Messages of the stream that one part of a verification reads. */
const MESSAGES_AT_ONCE = 200;
/** The server's answer when a stream has no further message of a subject. */
const NO_MESSAGE = 10037;

interface Parts extends AuditParts {
  readonly nc: NatsConnection;
  readonly client: ContractClient;
}

interface Step {
  readonly next?: VerificationPosition;
  readonly seals: number;
  readonly rows: number;
  readonly finding?: AuditFinding;
}

/** Every service lets its record be verified, and says how far it is sealed. */
export function auditVerification(parts: Parts): readonly FoundOperation[] {
  const { verify, state } = AUDITS[parts.service];
  const policies = auditPolicies(parts.pool, parts.schema);
  const waiting = async (now: Temporal.Instant): ReturnType<typeof waitingRows> => {
    const { overdueSeconds } = await policies.inForce(now);
    return waitingRows(parts.pool, parts.schema, now.subtract({ milliseconds: Math.round(overdueSeconds * 1_000) }));
  };
  return [
    {
      contract: verify,
      invoke: (input, call) => reaching(() => verifyPart(parts, input as InputOf<(typeof AUDITS)['errands']['verify']>, call, waiting)),
    },
    { contract: state, invoke: (_input, call) => reaching(() => stateOf(parts, call, waiting)) },
  ];
}

type Waiting = (now: Temporal.Instant) => ReturnType<typeof waitingRows>;

async function verifyPart(
  parts: Parts,
  input: { readonly cursor?: string | undefined },
  call: Call,
  waiting: Waiting,
): Promise<Outcome<unknown>> {
  const from = input.cursor === undefined ? start : positionOf(parts, input.cursor);
  if (!from) return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
  const step = await stepFrom(parts, from);
  const { waiting: unsealed, overdue } = await waiting(call.now);
  const finding =
    step.finding ?? (step.next === undefined && overdue !== undefined ? { fault: 'row-unsealed' as const, seq: overdue } : undefined);
  const { seals, rows } = step;
  if (finding !== undefined || step.next === undefined) {
    await parts.looks.record(call, { entity: 'audit', area: 'a00', details: { seals, rows, ...(finding ? { finding } : {}) } });
  }
  return ok({
    seals,
    rows,
    ofSeals: (await newestSeal(parts.pool, parts.schema))?.no ?? 0,
    unsealed,
    ...(finding ? { finding } : step.next ? { cursor: cursorOf(parts, step.next) } : {}),
  });
}

const start: VerificationPosition = { part: 'chain', ...CHAIN_START, rows: 0 };

async function stepFrom(parts: Parts, from: VerificationPosition): Promise<Step> {
  const { pool, schema, service } = parts;
  if (from.part === 'chain') {
    const checked = await checkChain({ pool, schema, service, anchors: anchorsOf(parts) }, from);
    const done = { seals: checked.position.no, rows: from.rows + checked.rows };
    if (checked.finding) return { ...done, finding: checked.finding };
    return { ...done, next: checked.end ? { part: 'rows', after: '0', ...done } : { part: 'chain', ...checked.position, rows: done.rows } };
  }
  const done = { seals: from.seals, rows: from.rows };
  if (from.part === 'rows') {
    const { finding, next } = await checkNoneAdded(pool, schema, from.after, (await newestSeal(pool, schema))?.covered ?? 0n);
    if (finding) return { ...done, finding };
    return { ...done, next: next === undefined ? { part: 'stream', after: 0, ...done } : { ...from, after: next } };
  }
  const { finding, next } = await checkStream(parts, from.after);
  if (finding) return { ...done, finding };
  return next === undefined ? done : { ...done, next: { ...from, after: next } };
}

/** The command centre's copies; its own are at hand. */
function anchorsOf({ service, client, pool }: Parts): Anchors {
  if (service === 'command-center')
    return async (after, limit) => {
      const { rows } = await pool.query<{ no: string; hash: string }>(
        `select "no"::text as no, "hash" from "command_center"."audit_anchor" a where "service" = $1 and a."no" > $2 order by a."no" limit $3`,
        [service, after, limit],
      );
      return rows.map(({ no, hash }) => ({ no: Number(no), hash }));
    };
  return async (after, limit) => {
    const answer = await client.query(AuditAnchors, { service, after, limit });
    if (!answer.ok) throw new Unavailable(`The command centre refused its copies: ${answer.refusal.code}`);
    return answer.value.anchors;
  };
}

/** Compares the seals with what the stream holds of them: nobody who only has the database can change that. */
async function checkStream(parts: Parts, after: number): Promise<{ readonly finding?: AuditFinding; readonly next?: number }> {
  const { service, pool, schema } = parts;
  let seq = after;
  for (let read = 0; read < MESSAGES_AT_ONCE; read++) {
    const message = await messageAfter(parts, seq);
    if (!message) return {};
    seq = message.seq;
    const { data } = Envelope.parse(JSON.parse(Buffer.from(message.data, 'base64').toString()));
    const anchor = AUDITS[service].sealed.data.parse(data);
    if ((await sealHashOf(pool, schema, anchor.no)) !== anchor.hash) return { finding: { fault: 'anchor-differs', seal: anchor.no } };
  }
  return { next: seq };
}

/** The next copy of a seal in the stream; undefined when there is none. */
async function messageAfter({ nc, service }: Parts, seq: number): Promise<{ readonly seq: number; readonly data: string } | undefined> {
  const wanted = JSON.stringify({ seq: seq + 1, next_by_subj: `evt.${service}.audit.${chainId(service)}.>` });
  const reply = await nc.request(`$JS.API.STREAM.MSG.GET.${streamOf(service)}`, wanted, { timeout: 5_000 }).catch((error: unknown) => {
    throw new Unavailable('The stream is away', { cause: error });
  });
  const answer = StreamAnswer.parse(reply.json());
  if (answer.message) return answer.message;
  if (answer.error?.err_code === NO_MESSAGE) return undefined;
  throw new Unavailable(`The stream does not answer: ${String(answer.error?.err_code ?? '')}`);
}

/** A position as a caller carries it: signed, so that a verification that ends has been through everything. */
function cursorOf({ sealer }: Parts, position: VerificationPosition): string {
  const text = Buffer.from(JSON.stringify(position)).toString('base64url');
  return `${text}.${sealer.blindIndex('audit-verification', text).toString('base64url')}`;
}

function positionOf({ sealer }: Parts, cursor: string): VerificationPosition | undefined {
  const [text = '', signature = ''] = cursor.split('.');
  if (sealer.blindIndex('audit-verification', text).toString('base64url') !== signature) return undefined;
  const parsed = VerificationPosition.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  return parsed.success ? parsed.data : undefined;
}

async function stateOf({ service, pool, schema }: Parts, call: Call, waiting: Waiting): Promise<Outcome<unknown>> {
  const seal = await newestSeal(pool, schema);
  const { waiting: unsealed, overdue } = await waiting(call.now);
  const newest = await pool.query<{ seq: string }>(`select a."seq"::text as seq from "${schema}"."audit" a order by a."seq" desc limit 1`);
  const verified = await pool.query<{ at: string | Date; actor: string; details: unknown }>(
    `select a."at", a."actor", a."details" from "${schema}"."audit" a where operation like 'VerifyAudit%' order by a."seq" desc limit 1`,
  );
  const [last] = verified.rows;
  return ok({
    service,
    ...(seal ? { lastSeal: { no: seal.no, at: seal.at.toString(), hash: seal.hash.toString('hex') } } : {}),
    ...(newest.rows[0] ? { newestSeq: newest.rows[0].seq } : {}),
    unsealed,
    overdue: overdue !== undefined,
    ...(last ? { lastVerified: { at: toInstant(last.at).toString(), actor: last.actor, ...VerificationResult.parse(last.details) } } : {}),
    asOf: call.now.toString(),
  });
}
