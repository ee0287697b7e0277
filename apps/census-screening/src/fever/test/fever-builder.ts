import type { FeverAction, FeverStatus } from '@houzhai/contracts';
import values from '../../../../../seeds/policies/fever.1.json' with { type: 'json' };
import { given, id, on } from '../../isolation/test/isolation-builder.ts';
import * as decide from '../fever.decide.ts';
import type { FeverDecision, FeverWorld } from '../fever.decide.ts';
import { FeverPolicyValues } from '../fever-policy.ts';
import type { Fever } from '../fever.ts';

/** The policy that ships. */
export const POLICY = { ...FeverPolicyValues.parse(values.values), version: values.version };
/** When it was noticed. */
export const NOTICED = on('01-24T20:00');
/** So many minutes after it was noticed. */
export const after = (minutes: number): FeverWorld => ({ now: NOTICED.add({ minutes }), policy: POLICY });
/** The car they came in. */
export const OWN = '浙G00001';

export const suspicion = (): Fever =>
  decide.suspectFever(
    { id: id('f1'), no: 'FV-20200124-0001-1', personId: id('d1'), area: 'a07', path: 'houzhai/a07' },
    { place: 'GATE', atPath: 'houzhai', arrivalId: id('a1'), partyId: id('a1'), readingId: id('c1') },
    NOTICED,
    after(0),
  ).fever;

/** Takes each action as it is taken where it fits. */
export const TAKE: Readonly<Record<FeverAction, (fever: Fever, world: FeverWorld) => FeverDecision>> = {
  recheck: (fever, world) => decide.recheckFever(fever, { temperature: 37.5, readingId: id('c2') }, world.now, world) as FeverDecision,
  judge: (fever, world) => decide.judgeFever(fever, 'SEND', world.now, world),
  send: (fever, world) => decide.sendFever(fever, { means: 'AMBULANCE_120' }, [OWN], world.now, world) as FeverDecision,
  'record-result': (fever, world) => decide.recordResult(fever, world.now),
  close: (fever, world) => decide.closeFever(fever, world.now),
};

const WAY: Readonly<Record<FeverStatus, readonly FeverAction[]>> = {
  SUSPECTED: [],
  RECHECKED: ['recheck'],
  JUDGED: ['recheck', 'judge'],
  SENT: ['recheck', 'judge', 'send'],
  RESOLVED: ['recheck', 'judge', 'send', 'record-result'],
};
/** A fever in a state, on the way to the clinic where a doctor has judged. */
export const inState = (status: FeverStatus): Fever =>
  WAY[status].reduce((fever, action, index) => given(TAKE[action](fever, after(5 * (index + 1)))).fever, suspicion());
/** One that a doctor wants observed where they are. */
export const observed = (): Fever => given(decide.judgeFever(inState('RECHECKED'), 'OBSERVE', after(10).now, after(10))).fever;
