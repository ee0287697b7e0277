import { randomBytes } from 'node:crypto';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** A W3C traceparent for something that starts here. */
export const newTraceparent = (): string => `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;

/** Trace id (32 hex digits) of a traceparent; a new one where it is absent or malformed. */
export const traceIdOf = (traceparent: string | undefined): string =>
  TRACEPARENT.exec(traceparent ?? '')?.[1] ?? randomBytes(16).toString('hex');

/** A traceparent for a step within the given trace. */
export const childTraceparent = (traceId: string): string => `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
