import { decodeNatsJwt, encodeNatsJwt, isSignedBy, publicKeyOfNkey, type Nkey } from './nkey.ts';

/** Subject on which nats-server asks who a connection is. */
export const CALLOUT_SUBJECT = '$SYS.REQ.USER.AUTH';

/** nats-server's question about one connection. */
export interface CalloutRequest {
  /** Public key of the asking server. */
  readonly serverId: string;
  /** Key the server made up for this connection; the answer must name it. */
  readonly userPublicKey: string;
  /** The server's number of the connection. */
  readonly connectionId: number;
  readonly host: string;
  /** What the client sent as `token`: the session token. */
  readonly token: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly clientName: string | undefined;
  /** `U…` of the key whose holder signed the nonce of this very connection; undefined when nobody did. */
  readonly provenKey: string | undefined;
}

/** Subjects a connection may publish and subscribe to; nothing else. */
export interface SubjectPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export interface CalloutGrant {
  /** Account the connection is put into. */
  readonly account: string;
  /** Shown in server logs and monitoring, and as `user` in Nats-Request-Info: an operator id, never a person's name. */
  readonly name: string;
  readonly permissions: SubjectPermissions;
  /** Epoch seconds; the server closes the connection then. Without one it lasts until it is closed. */
  readonly expires?: number;
}

/** Reads a question; undefined when it was not signed by a server. */
export function decodeCalloutRequest(payload: string): CalloutRequest | undefined {
  const claims = decodeNatsJwt(payload);
  if (claims?.nats['type'] !== 'authorization_request' || publicKeyOfNkey(claims.iss).kind !== 'server') return undefined;
  const { server_id, user_nkey, client_info, connect_opts } = claims.nats as unknown as Question;
  const { nkey, sig } = connect_opts;
  const proven = nkey !== undefined && sig !== undefined && client_info.nonce !== undefined && isSignedBy(nkey, client_info.nonce, sig);
  return {
    serverId: server_id.id,
    userPublicKey: user_nkey,
    connectionId: client_info.id,
    host: client_info.host,
    token: connect_opts.auth_token,
    user: connect_opts.user,
    password: connect_opts.pass,
    clientName: connect_opts.name,
    provenKey: proven ? nkey : undefined,
  };
}

/** The answer that lets a connection in with exactly these subjects. */
export function encodeCalloutResponse(request: CalloutRequest, grant: CalloutGrant, issuer: Nkey, nowSeconds: number): string {
  const permissions = {
    pub: only(grant.permissions.publish),
    sub: only(grant.permissions.subscribe),
    subs: -1,
    data: -1,
    payload: -1,
  };
  const user = {
    sub: request.userPublicKey,
    aud: grant.account,
    name: grant.name,
    ...(grant.expires === undefined ? {} : { exp: grant.expires }),
    nats: { type: 'user', version: 2, ...permissions },
  };
  return answer(request, { jwt: encodeNatsJwt(user, issuer, nowSeconds) }, issuer, nowSeconds);
}

/** The answer that keeps a connection out. The client learns "Authorization Violation" only; the reason goes into the server's log. */
export const encodeCalloutRefusal = (request: CalloutRequest, reason: string, issuer: Nkey, nowSeconds: number): string =>
  answer(request, { error: reason }, issuer, nowSeconds);

interface Question {
  readonly server_id: { readonly id: string };
  readonly user_nkey: string;
  readonly client_info: { readonly id: number; readonly host: string; readonly nonce?: string };
  readonly connect_opts: {
    readonly auth_token?: string;
    readonly user?: string;
    readonly pass?: string;
    readonly name?: string;
    readonly nkey?: string;
    readonly sig?: string;
  };
}

/** An empty list of allowed subjects would mean all of them. */
const only = (subjects: readonly string[]): Record<string, readonly string[]> =>
  subjects.length === 0 ? { deny: ['>'] } : { allow: subjects };

const answer = (request: CalloutRequest, outcome: Record<string, string>, issuer: Nkey, nowSeconds: number): string =>
  encodeNatsJwt(
    { sub: request.userPublicKey, aud: request.serverId, nats: { type: 'authorization_response', version: 2, ...outcome } },
    issuer,
    nowSeconds,
  );
