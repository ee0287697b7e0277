import { actorOf } from '@houzhai/auth';
import type { Call } from '@houzhai/messaging';
import type { Pool, PoolClient } from 'pg';

/** Something that was looked at and has to be answered for. */
export interface Look {
  readonly entity: string;
  readonly recordId?: string;
  readonly version?: number;
  readonly area: string;
  /** Codes and ids only; a reason in words goes sealed, as `sealedReason` (base64). */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Details of an audit row with what was unusual about the call: done with a second person's consent, or by broken glass. */
export function detailsOf({ caller, approvedBy }: Call, details: unknown): unknown {
  const brokenGlass = caller.kind === 'operator' ? caller.glass?.id : undefined;
  if (approvedBy === undefined && brokenGlass === undefined) return details;
  return { ...(details as object | undefined), ...(approvedBy === undefined ? {} : { approvedBy }), ...(brokenGlass === undefined ? {} : { brokenGlass }) }; // prettier-ignore
}

/** Adds a look to the record; before what was looked at leaves the service. */
export async function recordLook(db: Pool | PoolClient, schema: string, call: Call, look: Look): Promise<void> {
  const details = detailsOf(call, look.details);
  await db.query({
    name: 'record-look',
    text: `insert into "${schema}"."audit" ("at", "actor", "operation", "entity", "record_id", "version", "area", "trace_id", "details")
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      call.now.toString(),
      actorOf(call.caller),
      call.operation,
      look.entity,
      look.recordId ?? null,
      look.version ?? null,
      look.area,
      call.traceId,
      details === undefined ? null : JSON.stringify(details),
    ],
  });
}
