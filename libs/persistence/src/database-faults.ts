import { Unavailable } from '@houzhai/messaging';

/** SQLSTATE classes and Node error codes that mean "the database is away or full", not "the statement is wrong". */
const AWAY = /^(08|53|57P|58|25006|40001|40P01|55P03)/;
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);

/** The SQLSTATE or network code of an error, looking through wrappers. */
export function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return undefined;
}

const isAway = (error: unknown): boolean => {
  const code = codeOf(error);
  if (code !== undefined) return NETWORK.has(code) || AWAY.test(code);
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(error.message)
  );
};

/** Runs database work; a lost or refused connection becomes `Unavailable`, so that the caller may try again. */
export async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isAway(error)) throw new Unavailable('The database is away', { cause: error });
    throw error;
  }
}

/** Constraint an error violated, if it is a unique violation. */
export function violatedUnique(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code, constraint } = at as { code?: unknown; constraint?: unknown };
    if (code === '23505' && typeof constraint === 'string') return constraint;
  }
  return undefined;
}
