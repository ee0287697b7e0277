import { Envelope, findEvent, type EventContract } from '@houzhai/contracts';

/** An event with the contract it fits. */
export interface DecodedEvent {
  readonly event: Envelope;
  readonly contract: EventContract;
}

/** Reads an event from a message or a ledger, or says why it is none that can be applied. */
export function decodeEvent(body: unknown): DecodedEvent | { readonly cause: string } {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return { cause: `not an event: ${envelope.error.issues[0]?.path.join('.') ?? ''}` };
  const contract = findEvent(envelope.data.type);
  if (!contract) return { cause: `unknown type ${envelope.data.type}` };
  const data = contract.data.safeParse(envelope.data.data);
  if (!data.success) return { cause: `data of ${contract.name} does not fit: ${data.error.issues[0]?.path.join('.') ?? ''}` };
  return { contract, event: { ...envelope.data, data: data.data } };
}
