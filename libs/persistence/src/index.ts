export { accessPolicies, needsSecondPerson, type AccessPolicies, type AccessPolicy } from './access-policy.ts';
export { BOOKKEEPING } from './bookkeeping.ts';
export { GENESIS, SEALED_COLUMNS, chainId, leafSql, merkleRoot, sealHash } from './audit-hash.ts';
export { recordLook, type Look } from './audit-look.ts';
export { auditPolicies, type AuditPolicies } from './audit-policy.ts';
export { AuditSealer } from './audit-sealer.ts';
export {
  CHAIN_START,
  checkChain,
  checkNoneAdded,
  newestSeal,
  sealHashOf,
  waitingRows,
  type Anchors,
  type ChainPosition,
} from './audit-verify.ts';
export { keyPolicies } from './key-policy.ts';
export { rewrapKeys, wrappedBy, type Rotated } from './key-rotation.ts';
export { StreamAnswer, VerificationPosition, VerificationResult } from './audit-verification.ts';
export { LeaderLock } from './advisory-lock.ts';
export { BusinessNumbers, nextNumbers } from './business-number.ts';
export { Gathering, type Settled } from './gathering.ts';
export { codeOf, reaching, violatedUnique } from './database-faults.ts';
export { endingIn, historyOf, type HistoryLine } from './history.ts';
export { toInstant } from './instants.ts';
export { isMigrated, migrate } from './migrate.ts';
export { openOrm, ormConfig, poolOf, type StoreDefinition } from './orm.ts';
export { PersonErasedError, PersonKeys, destroyKeyStatement, destroyedKey } from './person-keys.ts';
export { PolicyReader, PolicySeed, addPolicies } from './policies.ts';
export { DeadLetters, type DeadLetterHead } from './dead-letters.ts';
export { decodeEvent } from './decoded-event.ts';
export { Outbox, unpark } from './outbox.ts';
export { ReactionRunner, giveUpDeadLetter, type ReactionTx } from './reactions.ts';
export { ProjectionRebuild, type LedgerPage, type Projection, type Rebuilt } from './projection.ts';
export { ReceivedRetention } from './retention.ts';
export { Relay, type Relayed } from './relay.ts';
export { envelopeOf, insertEvents, saveStatement, type Change, type Entry, type NewEvent, type Statement } from './save.ts';
export { withinScope } from './scope.ts';
export { writersDone } from './settled.ts';
export { transaction } from './transaction.ts';
export { UnitOfWork, type Work } from './unit-of-work.ts';
export { uuidNamed, uuidv7 } from './uuid.ts';
export { OutOfOrder, VersionGate } from './version-gate.ts';
