export {
  acting,
  actorOf,
  areaOf,
  areasOf,
  atHome,
  covers,
  isWithin,
  withoutGlass,
  type Caller,
  type Deployed,
  type Glass,
  type Operator,
} from './caller.ts';
export { hashPassword, oneTimePassword, verifyPassword } from './password.ts';
export { OpenedKey, Sealer, keysOf } from './sealing.ts';
export { TokenVerifier, privateKeyOf, publicHalf, publicKeyOf, publicKeysOf, signToken } from './token.ts';
export { newNkey, nkeyAuthenticator, nkeyOfSecret, nkeyOfSeed, signNonce, type Nkey } from './nkey.ts';
export { connectionName, sessionOfConnection } from './connection.ts';
export { CODE_DIGITS, newTotpSecret, otpauthUri, totpCode, totpStepOf } from './totp.ts';
export {
  CALLOUT_SUBJECT,
  decodeCalloutRequest,
  encodeCalloutRefusal,
  encodeCalloutResponse,
  type CalloutGrant,
  type CalloutRequest,
  type SubjectPermissions,
} from './callout.ts';
