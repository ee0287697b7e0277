/**
 * Name under which nats-server knows the connection of a session. The server writes it as `user` into Nats-Request-Info of every call that comes
 * out of it, over whatever the client wrote there.
 */
export const connectionName = (operatorId: string, sessionId: string): string => `${operatorId}.${sessionId}`;

/** The session whose connection a Nats-Request-Info describes; undefined for a guest's, or for anything that is none. */
export function sessionOfConnection(requestInfo: string): string | undefined {
  const known = sessions.get(requestInfo);
  if (known !== undefined) return known;
  const session = readSession(requestInfo);
  if (session !== undefined) {
    if (sessions.size > REMEMBERED) sessions.clear();
    sessions.set(requestInfo, session);
  }
  return session;
}

/** A connection says the same with every call. */
const sessions = new Map<string, string>();
const REMEMBERED = 5_000;

function readSession(requestInfo: string): string | undefined {
  try {
    const { acc, user } = JSON.parse(requestInfo) as { readonly acc?: unknown; readonly user?: unknown };
    return acc === 'TERM' && typeof user === 'string' ? user.split('.')[1] : undefined;
  } catch {
    return undefined;
  }
}
