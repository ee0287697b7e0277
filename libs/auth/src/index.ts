export { actorOf, areaOf, areasOf, covers, isWithin, type Caller, type Operator } from './caller.ts';
export { hashPassword, oneTimePassword, verifyPassword } from './password.ts';
export { Sealer } from './sealing.ts';
export { TokenVerifier, privateKeyOf, publicHalf, publicKeyOf, signToken } from './token.ts';
export { newNkey, nkeyAuthenticator, nkeyOfSeed, type Nkey } from './nkey.ts';
export { CALLOUT_SUBJECT, decodeCalloutRequest, encodeCalloutRefusal, encodeCalloutResponse, type SubjectPermissions } from './callout.ts';
