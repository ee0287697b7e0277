export { CLOCK, systemClock, type Call, type Clock } from './call.ts';
export { ContractClient, type CallOptions } from './client.ts';
export { NATS_FLOOR, connectNats } from './connect.ts';
export { ContractServer } from './contract-server.ts';
export { MAX_BODY, decodeBody, parseInput } from './decode.ts';
export { Cancelled, ContractViolation, OutcomeUnknown, ServiceFault, Unavailable } from './errors.ts';
export {
  Answers,
  HandlerRegistry,
  Handles,
  HandlersModule,
  Reacts,
  type FoundOperation,
  type FoundReaction,
  type Reading,
} from './handlers.ts';
export { LiveViewPublisher, Patch, followView, type ViewListener } from './live-view.ts';
export {
  SessionOver,
  openSession,
  sessionAuthenticator,
  signIn,
  type HeldSession,
  type OperatorSession,
  type SessionEnding,
  type SignInOptions,
} from './operator-session.ts';
export { RevokedSessions, announceEnded } from './revoked-sessions.ts';
export { NatsTransport } from './nats-transport.ts';
export { WORTH_TOGETHER, publishTogether, type StreamMessage } from './publish-together.ts';
export {
  changeDurable,
  durablesOf,
  ensureDurable,
  feedDurable,
  feedStreamConfig,
  provisionStreams,
  type Retention,
  type StreamDurable,
} from './provision.ts';
export { FEED_DURABLE, FEED_NEXT, feedStream, partnerAccount } from './partner-place.ts';
export { contractsFingerprint, natsConfig, type NatsDescription, type StaticUser } from './nats-config.ts';
export { PLATFORM_PERMISSIONS, partnerPermissions, servicePermissions } from './nats-permissions.ts';
export { EventStream, type Published, type StreamState } from './event-stream.ts';
export { DurableReader, type Delivery } from './durable-reader.ts';
