import { describe, expect, it } from 'vitest';
import { decodeCalloutRequest, encodeCalloutRefusal, encodeCalloutResponse } from './callout.ts';
import { decodeNatsJwt, encodeNatsJwt, newNkey, signNonce } from './nkey.ts';

const server = newNkey('server');
const issuer = newNkey('account');
const user = newNkey('user');
const question = {
  sub: user.publicKey,
  nats: {
    type: 'authorization_request',
    server_id: { id: server.publicKey },
    user_nkey: user.publicKey,
    client_info: { id: 7, host: '127.0.0.1' },
    connect_opts: { auth_token: 'token', name: 'console' },
  },
};
const asked = decodeCalloutRequest(encodeNatsJwt(question, server, 1_000));
const request = asked ?? ({} as NonNullable<typeof asked>);

describe('auth callout', () => {
  it('reads who asks and what the client sent', () => {
    expect(asked).toEqual({
      serverId: server.publicKey,
      userPublicKey: user.publicKey,
      connectionId: 7,
      host: '127.0.0.1',
      token: 'token',
      user: undefined,
      password: undefined,
      clientName: 'console',
      provenKey: undefined,
    });
  });

  it('knows the key that signed the nonce of this connection, and no other', () => {
    const mine = newNkey('user');
    const sent = (nonce: string, nkey: string, sig: string) =>
      decodeCalloutRequest(
        encodeNatsJwt(
          { ...question, nats: { ...question.nats, client_info: { ...question.nats.client_info, nonce }, connect_opts: { nkey, sig } } },
          server,
          1_000,
        ),
      )?.provenKey;
    const signed = signNonce(mine, 'n-1');
    expect(sent('n-1', mine.publicKey, signed)).toBe(mine.publicKey);
    expect(sent('n-2', mine.publicKey, signed)).toBeUndefined();
    expect(sent('n-1', newNkey('user').publicKey, signed)).toBeUndefined();
    expect(sent('n-1', newNkey('account').publicKey, signed)).toBeUndefined();
    expect(sent('n-1', 'nonsense', signed)).toBeUndefined();
    expect(sent('n-1', mine.publicKey, '')).toBeUndefined();
  });

  it('reads nothing that was not signed by a server', () => {
    expect(decodeCalloutRequest(encodeNatsJwt(question, issuer, 1_000))).toBeUndefined();
    expect(decodeCalloutRequest(encodeNatsJwt({ ...question, nats: { type: 'user' } }, server, 1_000))).toBeUndefined();
    expect(decodeCalloutRequest('nonsense')).toBeUndefined();
  });

  it('answers with a user of the account that may do what is listed', () => {
    const grant = { account: 'TERM', name: 's-1', permissions: { publish: ['cmd.a'], subscribe: [] }, expires: 1_600 };
    const answer = decodeNatsJwt(encodeCalloutResponse(request, grant, issuer, 1_000));
    expect(answer).toMatchObject({
      iss: issuer.publicKey,
      sub: user.publicKey,
      aud: server.publicKey,
      nats: { type: 'authorization_response' },
    });
    expect(decodeNatsJwt(answer?.nats['jwt'] as string)).toMatchObject({
      sub: user.publicKey,
      aud: 'TERM',
      name: 's-1',
      exp: 1_600,
      nats: { type: 'user', pub: { allow: ['cmd.a'] }, sub: { deny: ['>'] } },
    });
  });

  it('refuses without a user', () => {
    const answer = decodeNatsJwt(encodeCalloutRefusal(request, 'no session', issuer, 1_000));
    expect(answer?.nats).toMatchObject({ error: 'no session' });
    expect(answer?.nats['jwt']).toBeUndefined();
  });
});
