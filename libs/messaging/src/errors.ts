/** A backend is away; trying the same again is safe. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly retryAfterMs: number;
  /** Others would fare no better just now. */
  readonly isForAll: boolean;
  constructor(message: string, options?: ErrorOptions & { retryAfterMs?: number; isForAll?: boolean }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs ?? 500;
    this.isForAll = options?.isForAll ?? false;
  }
}

/** The deadline passed without an answer: the command may have been carried out. Ask again with the same command id. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
  readonly commandId: string;
  constructor(commandId: string, options?: ErrorOptions) {
    super('No answer before the deadline; ask again with the same command id', options);
    this.commandId = commandId;
  }
}

/** A service reported an error of its own; the trace id is the incident's number. */
export class ServiceFault extends Error {
  override readonly name = 'ServiceFault';
  readonly traceId: string;
  constructor(traceId: string) {
    super(`The service failed; incident ${traceId}`);
    this.traceId = traceId;
  }
}

/** A reply does not fit the contract. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}

/** The caller gave up waiting. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
