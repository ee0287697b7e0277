import type { Caller } from '@houzhai/auth';

/** What a handler knows about the call besides its input. Actor and role come from the token, the time from the server. */
export interface Call {
  readonly caller: Caller;
  /** Identifies the command; the same id with the same payload has one effect. Empty for queries. */
  readonly commandId: string;
  /** Contract name, for audit and log. */
  readonly operation: string;
  /** SHA-256 of a command's payload as received; kept instead of the payload. Empty for queries. */
  readonly payloadHash: Buffer;
  readonly traceId: string;
  readonly now: Temporal.Instant;
  /** The caller's session token, handed on when this service asks another on the caller's behalf. */
  readonly token: string | undefined;
  /** Session of the operator's connection the call came over, as the server says; undefined from inside CORE and from guests. */
  readonly connectionSession?: string | undefined;
  /** It was sent before, and whoever sends it does not know what became of that. */
  readonly again?: boolean;
  /** Second person who agreed to it, where one had to. */
  readonly approvedBy?: string;
}

/** Reads the clock; injected everywhere so that tests and drills can move it. */
export interface Clock {
  now(): Temporal.Instant;
}

/** The system's clock, shifted by an offset in milliseconds. */
export const systemClock = (offsetMs = 0): Clock => ({
  now: () => (offsetMs === 0 ? Temporal.Now.instant() : Temporal.Now.instant().add({ milliseconds: offsetMs })),
});

export const CLOCK = Symbol('clock');
