import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  HEADERS,
  RequestErrand,
  SESSIONS_ENDED,
  SessionState,
  WallChart,
  WhoAmI,
  WorklistPage,
  streamOf,
  viewSubject,
  type Reply,
} from '@houzhai/contracts';
import { followView } from '@houzhai/messaging';
import { jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { eventually, startPlatform, type HeldOperator, type Platform } from './platform.ts';
import { codeOf, freshId, rawCall } from './raw-call.ts';
import { rowCounts } from './row-counts.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

let platform: Platform;
let alice: HeldOperator;
let bob: HeldOperator;
let personId: string;

beforeAll(async () => {
  platform = await startPlatform();
  const { desk } = await seedVillage(platform);
  personId = await seedPerson(desk, 'a07');
  alice = await platform.operator(['DUTY_OFFICER']);
  bob = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
});
afterAll(() => platform.stop());

/** Publishes a call whose answer is to go to `reply`, or to nobody. */
async function callWith(nc: NatsConnection, subject: string, body: unknown, reply: string | undefined, head: Record<string, string>) {
  const written = headers();
  for (const [name, value] of Object.entries(head)) written.set(name, value);
  nc.publish(subject, JSON.stringify(body), { headers: written, ...(reply === undefined ? {} : { reply }) });
  await nc.flush();
}

/** Everything that comes in on a subject from now on. */
async function heardOn(nc: NatsConnection, subject: string): Promise<string[]> {
  const heard: string[] = [];
  nc.subscribe(subject, { callback: (error, message) => void heard.push(error ? error.message : message.string()) });
  await nc.flush();
  return heard;
}

const errand = () => ({
  beneficiaryId: personId,
  moduleCode: 'standing-1',
  kind: 'PURCHASE',
  items: [{ name: '大米' }],
  despiteDuplicate: true,
});
const asCommand = (token: string) => ({ [HEADERS.session]: token, [HEADERS.commandId]: freshId() });
/** Long enough for every call sent before to have been carried out. */
const settled = async (): Promise<void> => {
  for (const { subject } of [WhoAmI, WorklistPage]) await rawCall(alice.nc, subject, '{}', { token: alice.token });
  await pause(300);
};

describe('a call without a reply subject', () => {
  test('is not carried out, by whoever it is sent; the same call with one is', async () => {
    const before = await rowCounts(platform.db);
    await callWith(bob.nc, RequestErrand.subject, errand(), undefined, asCommand(bob.token));
    await callWith(bob.nc, RequestErrand.subject, errand(), undefined, asCommand(alice.token));
    await settled();
    expect(await rowCounts(platform.db)).toEqual(before);
    const { reply } = await rawCall(bob.nc, RequestErrand.subject, JSON.stringify(errand()), { token: bob.token, commandId: freshId() });
    expect(codeOf(reply)).toBe('ok');
    expect(await rowCounts(platform.db)).not.toEqual(before);
  });
});

describe('an operator who names a reply subject', () => {
  test('of another operator’s inbox sends there what any stranger may know, and answers none of their calls', async () => {
    const heard = await heardOn(alice.nc, `_INBOX.${alice.sessionId}.>`);
    await callWith(bob.nc, WhoAmI.subject, {}, `_INBOX.${alice.sessionId}.x`, { [HEADERS.session]: alice.token });
    await eventually(async () => heard, (all) => all.length > 0); // prettier-ignore
    expect(heard.map((text) => codeOf(JSON.parse(text) as Reply))).toEqual(['access.unauthenticated']);
    for (let turn = 0; turn < 5; turn++) {
      const answer = alice.client.query(WhoAmI, {});
      await callWith(bob.nc, WhoAmI.subject, {}, `_INBOX.${alice.sessionId}.1.1`, { [HEADERS.session]: bob.token });
      expect(valueOf(await answer).sessionId).toBe(alice.sessionId);
    }
  });

  test('of a live view makes nobody believe that a row changed', async () => {
    const told: string[] = [];
    const listener = { changed: (id: string) => told.push(id), gap: () => told.push('gap') };
    const raw = await heardOn(alice.nc, viewSubject('errands', 'worklist', 'a07'));
    const stop = followView(alice.nc, 'errands', 'worklist', ['a07'], listener);
    await alice.nc.flush();
    const reply = viewSubject('errands', 'worklist', 'a07');
    await callWith(bob.nc, WhoAmI.subject, {}, reply, { [HEADERS.session]: bob.token });
    await callWith(bob.nc, WhoAmI.subject, {}, reply, {});
    await eventually(async () => raw, (all) => all.filter((text) => text.startsWith('{"ok"')).length === 2); // prettier-ignore
    stop();
    expect(told).toEqual([]);
  });

  test('of another operation has the answer arrive there as nobody’s call, which changes nothing', async () => {
    const before = await rowCounts(platform.db);
    for (const reply of [RequestErrand.subject, 'cmd.command-center.session.sign-out.v1', SessionState.subject, WallChart.subject])
      for (const token of [bob.token, alice.token]) await callWith(bob.nc, WhoAmI.subject, {}, reply, { [HEADERS.session]: token });
    await settled();
    expect(await rowCounts(platform.db)).toEqual(before);
    for (const { client, sessionId } of [alice, bob]) expect(valueOf(await client.query(WhoAmI, {})).sessionId).toBe(sessionId);
  });

  test.each(['_R_.abcdef.x', '$JS.ACK.EVT_ERRANDS.errands--x.1.1.1.1.0'])(
    'that only the server makes, %s, is refused by it',
    async (reply) => {
      const before = await rowCounts(platform.db);
      const violation = (async () => {
        for await (const status of bob.nc.status()) if (status.type === 'error') return status.error.message;
        return 'closed';
      })();
      await callWith(bob.nc, RequestErrand.subject, errand(), reply, asCommand(bob.token));
      expect(await violation).toMatch(/Permissions? Violation/i);
      await settled();
      expect(await rowCounts(platform.db)).toEqual(before);
    },
  );
});

describe('a service that names a reply subject', () => {
  test('of what only the other may publish is not answered; of its own inbox it is', async () => {
    const errands = await platform.staticUser('errands');
    const manager = await jetstreamManager(await platform.staticUser('platform'));
    const heard = { ended: await heardOn(errands, SESSIONS_ENDED), own: await heardOn(errands, '_INBOX.errands.mine') };
    const views = await heardOn(alice.nc, viewSubject('command-center', 'board', 'a00'));
    const event = 'evt.command-center.intruder.1.entered.v1.a00';
    const head = { [HEADERS.session]: alice.token };
    for (const reply of [
      event,
      SESSIONS_ENDED,
      viewSubject('command-center', 'board', 'a00'),
      'pub.p1.x',
      '$JS.API.STREAM.INFO.EVT_ERRANDS',
    ])
      await callWith(errands, WallChart.subject, {}, reply, head);
    await callWith(errands, WallChart.subject, {}, '_INBOX.command-center.x', { ...head, 'Hz-Service': 'errands' });
    await callWith(errands, WallChart.subject, {}, '_INBOX.errands.mine', head);
    await eventually(async () => heard.own, (all) => all.length > 0); // prettier-ignore
    await settled();
    expect(heard.own.map((text) => codeOf(JSON.parse(text) as Reply))).toEqual(['ok']);
    expect(heard.ended).toEqual([]);
    expect(views.filter((text) => text.startsWith('{"ok"'))).toEqual([]);
    const { state } = await manager.streams.info(streamOf('command-center'), { subjects_filter: 'evt.command-center.intruder.>' });
    expect(state.subjects ?? {}).toEqual({});
  });
});
