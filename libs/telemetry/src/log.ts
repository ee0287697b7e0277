import { pino, type Logger } from 'pino';

/** Only these keys reach a log line; anything else is dropped, so that nothing personal can slip in. */
const ALLOWED = new Set([
  'operation',
  'code',
  'traceId',
  'commandId',
  'errandId',
  'personId',
  'operatorId',
  'importId',
  'entity',
  'id',
  'version',
  'area',
  'ms',
  'count',
  'stream',
  'durable',
  'sequence',
  'subject',
  'type',
  'attempt',
  'port',
  'signal',
  'state',
  'reason',
  'name',
  'rows',
  'service',
  'url',
  'status',
  'hash',
  'expected',
  'found',
  'epoch',
  'shard',
  'pending',
]);

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** Describes an error without data of people: class, code, message of infrastructure errors and stack. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const { code } = error as { code?: unknown };
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { kind: error.name, code, message: error.message, stack: error.stack, ...cause };
}

/**
 * The log of a process: JSON lines on stdout, allow-listed fields only.
 * Errors go under `err`; PostgreSQL's `detail` (which can quote row values) is never written.
 */
export function createLog(service: string, level = 'info'): Log {
  return pino({
    name: service,
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) =>
        Object.fromEntries(
          Object.entries(fields).flatMap(([key, value]) => {
            if (key === 'err') return [['err', describeError(value)]];
            return ALLOWED.has(key) ? [[key, value]] : [];
          }),
        ),
    },
    serializers: { err: (value: unknown) => value },
  });
}
