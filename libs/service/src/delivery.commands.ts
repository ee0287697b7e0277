import { DELIVERY, ok, refuse, streamOf, type InputOf, type Service } from '@houzhai/contracts';
import type { FoundOperation } from '@houzhai/messaging';
import { giveUpDeadLetter, unpark, type ReactionRunner, type Relay, type UnitOfWork } from '@houzhai/persistence';
import type { Pool } from 'pg';

type Contracts = (typeof DELIVERY)[Service];

/** What an operator can do when events do not travel by themselves. */
export function deliveryCommands(parts: {
  readonly service: Service;
  readonly schema: string;
  readonly pool: Pool;
  readonly unitOfWork: UnitOfWork;
  readonly relay: Relay;
  readonly reactions: ReactionRunner;
}): readonly FoundOperation[] {
  const { service, schema, pool, unitOfWork, relay, reactions } = parts;
  const contracts = DELIVERY[service];
  const release =
    (as: 'event' | 'tombstone'): FoundOperation['invoke'] =>
    (input, call) => {
      const { position } = input as InputOf<Contracts['retryParked']>;
      return unitOfWork.inTransaction(call, async (client) => {
        const parked = await unpark(client, schema, position, as);
        if (!parked) return { outcome: refuse('delivery.not-parked', {}) };
        const { recordId, version, area, waiting } = parked;
        return { outcome: ok({ position, waiting }), area, auditDetails: { position, recordId, version } };
      });
    };
  return [
    { contract: contracts.retryParked, invoke: release('event') },
    { contract: contracts.skipParked, invoke: release('tombstone') },
    {
      contract: contracts.retryDeadLetter,
      invoke: (input, call) => {
        const { id } = input as InputOf<Contracts['retryDeadLetter']>;
        return unitOfWork.inTransaction(call, async () => {
          const retried = await reactions.retry(id);
          if (!retried) return { outcome: refuse('delivery.no-dead-letter', {}) };
          const { applied, cause } = retried;
          return cause === undefined
            ? { outcome: ok({ applied }), auditDetails: { id, applied } }
            : { outcome: refuse('delivery.still-failing', { cause, applied }) };
        });
      },
    },
    {
      contract: contracts.giveUpDeadLetter,
      invoke: (input, call) => {
        const { id } = input as InputOf<Contracts['giveUpDeadLetter']>;
        return unitOfWork.inTransaction(call, async (client) =>
          (await giveUpDeadLetter(client, pool, schema, id))
            ? { outcome: ok({ givenUp: true }), auditDetails: { id } }
            : { outcome: refuse('delivery.no-dead-letter', {}) },
        );
      },
    },
    {
      contract: contracts.restoreStream,
      invoke: (_input, call) =>
        unitOfWork.inTransaction(call, async () => {
          const value = { stream: streamOf(service), ...(await relay.verify()) };
          return { outcome: ok(value), auditDetails: value };
        }),
    },
  ];
}
