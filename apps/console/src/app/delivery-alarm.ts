import { DELIVERY, SERVICES, mayCall, type DeliveryState, type Role, type Service } from '@houzhai/contracts';
import { ask, still, t, type Effect, type Model, type Msg } from './model.ts';

/** How often it is asked whether events travel. */
const LOOK_MS = 15_000;
/** An event that waits longer is told of. */
const LONG_SECONDS = 60;

/** What does not travel by itself, by service. */
export interface DeliveryAlarm {
  /** When the session began that looks: an older look ends. */
  readonly since: number;
  readonly states: ReadonlyMap<Service, Pick<DeliveryState, 'parked' | 'deadLetters' | 'oldestSeconds'>>;
}

const look =
  (since: number): Msg =>
  (model) => {
    if (model.delivery?.since !== since) return still(model);
    const effects = SERVICES.map((service): Effect =>
      ask(
        `quiet-delivery-${service}`,
        DELIVERY[service].state,
        {},
        (outcome) => (at) =>
          outcome.ok && at.delivery?.since === since
            ? still({ ...at, delivery: { since, states: new Map(at.delivery.states).set(service, outcome.value) } })
            : still(at),
        () => still,
      ),
    );
    return [model, [...(model.link === 'offline' ? [] : effects), { do: 'later', ms: LOOK_MS, then: look(since) }]];
  };

/** Looks again and again for as long as somebody is signed in who may know. */
export const watchDelivery: Msg = (model) =>
  mayCall(DELIVERY.errands.state.access, (model.me?.roles ?? []) as readonly Role[])
    ? look(model.now)({ ...model, delivery: { since: model.now, states: new Map() } })
    : still(model);

/** What the title says while something does not travel; empty when all does. */
export function deliveryAlarmText(model: Model): string {
  const states = [...(model.delivery?.states.values() ?? [])];
  const stuck = states.reduce((sum, { parked, deadLetters }) => sum + parked.length + deadLetters.length, 0);
  if (stuck > 0) return t(model, `‼ 投递受阻 ${String(stuck)} :投递  `, `‼ ${String(stuck)} undelivered :delivery  `);
  const oldest = Math.max(0, ...states.map(({ oldestSeconds }) => oldestSeconds));
  if (oldest <= LONG_SECONDS) return '';
  return t(model, `‼ 投递滞后 ${String(oldest)} 秒 :投递  `, `‼ events wait ${String(oldest)} s :delivery  `);
}
