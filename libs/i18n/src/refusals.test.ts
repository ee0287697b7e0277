import { describe, expect, test } from 'vitest';
import { EVENTS, REFUSALS, isTombstone, type Refusal, type RefusalCode } from '@houzhai/contracts';
import {
  LANGUAGES,
  callPastsWithoutLabel,
  needPastsWithoutLabel,
  eventsWithoutLabel,
  exitCodeOf,
  isolationPastLabel,
  isolationPastsWithoutLabel,
  carePastsWithoutLabel,
  medicinePastsWithoutLabel,
  sitePastsWithoutLabel,
  teamPastsWithoutLabel,
  pastLabel,
  pastsWithoutLabel,
  screeningPastsWithoutLabel,
  sentenceOf,
} from './index.ts';

const sample = (code: RefusalCode): Refusal => {
  const shape = REFUSALS[code].shape as Record<string, { type: string; def?: { innerType?: unknown } }>;
  const params = Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [
      key,
      schema.type === 'number' ? 7 : key === 'at' || key === 'until' ? '2020-02-14T09:30:00+08:00' : 'x',
    ]),
  );
  return { code, params } as unknown as Refusal;
};

describe('refusals as sentences', () => {
  test.each(Object.keys(REFUSALS) as RefusalCode[])('%s has a sentence in every language that leaves nothing open', (code) => {
    for (const lang of LANGUAGES) {
      const sentence = sentenceOf(sample(code), { lang, operator: () => 'N' });
      expect(sentence.length).toBeGreaterThan(3);
      expect(sentence).not.toMatch(/undefined|NaN|\[object/);
    }
    expect([1, 2, 4, 5, 6]).toContain(exitCodeOf(code));
  });

  test('Chinese sentences are Chinese, English ones are not', () => {
    for (const code of Object.keys(REFUSALS) as RefusalCode[]) {
      expect(sentenceOf(sample(code), { lang: 'zh', operator: () => 'N' })).toMatch(/\p{Script=Han}/u);
      expect(sentenceOf(sample(code), { lang: 'en', operator: () => 'N' })).not.toMatch(/\p{Script=Han}/u);
    }
  });

  test('every errand event has its line in the history', () => {
    expect(eventsWithoutLabel(EVENTS.filter((event) => !isTombstone(event)))).toEqual([]);
  });

  test('every event of a checkpoint, an arrival, a batch, a fever and an alert has its line in the history, in both languages', () => {
    const events = EVENTS.filter(({ entity }) => ['checkpoint', 'arrival', 'escort-batch', 'fever', 'alert'].includes(entity));
    expect(pastsWithoutLabel(events)).toEqual([]);
    expect(events.length).toBeGreaterThan(20);
    for (const { entity, past } of events.filter((event) => !isTombstone(event))) {
      expect(pastLabel(entity, past, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(pastLabel(entity, past, 'en')).not.toMatch(/\p{Script=Han}|\./u);
    }
    const [event] = events;
    expect(event && pastsWithoutLabel([{ ...event, past: 'unheard-of' }])).toEqual([`${event?.entity ?? ''}.unheard-of`]);
  });

  test('every event of a team and of a combat unit has its line in the history, in both languages', () => {
    const events = EVENTS.filter((event) => ['task-force', 'combat-unit'].includes(event.entity) && !isTombstone(event));
    expect(teamPastsWithoutLabel(EVENTS)).toEqual([]);
    expect(events).toHaveLength(15);
    for (const { entity, past } of events) {
      expect(pastLabel(entity, past, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(pastLabel(entity, past, 'en')).not.toMatch(/\p{Script=Han}|\./u);
    }
    const [event] = events;
    expect(event && teamPastsWithoutLabel([{ ...event, past: 'unheard-of' }])).toEqual(['task-force.unheard-of']);
  });

  test('every event of a card, a run and a prescription has its line in the history, in both languages', () => {
    const events = EVENTS.filter(
      (event) => ['insurance-card', 'medicine-run', 'prescription'].includes(event.entity) && !isTombstone(event),
    );
    expect(medicinePastsWithoutLabel(EVENTS)).toEqual([]);
    expect(events).toHaveLength(29);
    for (const { entity, past } of events) {
      expect(pastLabel(entity, past, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(pastLabel(entity, past, 'en')).not.toMatch(/\p{Script=Han}|\./u);
    }
    const [event] = events;
    expect(event && medicinePastsWithoutLabel([{ ...event, past: 'unheard-of' }])).toEqual([`${event?.entity ?? ''}.unheard-of`]);
  });

  test.each([
    ['call', 5, callPastsWithoutLabel],
    ['need-report', 9, needPastsWithoutLabel],
  ] as const)('every event of a %s has its line in the history, in both languages', (entity, count, withoutLabel) => {
    const events = EVENTS.filter((one) => one.entity === entity && !isTombstone(one));
    expect(withoutLabel(EVENTS)).toEqual([]);
    expect(events).toHaveLength(count);
    for (const { past } of events) {
      expect(pastLabel(entity, past, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(pastLabel(entity, past, 'en')).not.toMatch(/\p{Script=Han}|\./u);
    }
    const [event] = events;
    expect(event && withoutLabel([{ ...event, past: 'unheard-of' }])).toEqual(['unheard-of']);
  });

  test('every event of screening has its line in the history, in both languages', () => {
    const events = EVENTS.filter(({ entity }) => ['screening-campaign', 'screening-unit', 'discrepancy'].includes(entity));
    expect(screeningPastsWithoutLabel(EVENTS)).toEqual([]);
    const told = events.filter((event) => !isTombstone(event));
    expect(told).toHaveLength(15);
    for (const { entity, past } of told) {
      expect(pastLabel(entity, past, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(pastLabel(entity, past, 'en')).not.toMatch(/\p{Script=Han}|\./u);
    }
    const [event] = events;
    expect(event && screeningPastsWithoutLabel([{ ...event, past: 'unheard-of' }])).toEqual(['screening-campaign.unheard-of']);
  });

  test('every event of an isolation has its line in the history, in both languages', () => {
    const events = EVENTS.filter(({ entity }) => entity === 'isolation');
    expect(isolationPastsWithoutLabel(EVENTS)).toEqual([]);
    const told = events.filter((event) => !isTombstone(event));
    expect(told).toHaveLength(22);
    for (const { past } of told) {
      expect(isolationPastLabel(past, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(isolationPastLabel(past, 'en')).not.toMatch(/\p{Script=Han}|\./u);
    }
    const [event] = events;
    expect(event && isolationPastsWithoutLabel([{ ...event, past: 'unheard-of' }])).toEqual(['unheard-of']);
    expect(event && isolationPastsWithoutLabel([{ ...event, entity: 'errand', past: 'unheard-of' }])).toEqual([]);
  });

  test('every event of a household that is looked after has its line in the history, in both languages', () => {
    const events = EVENTS.filter((one) => one.entity === 'care-link' && !isTombstone(one));
    expect(carePastsWithoutLabel(EVENTS)).toEqual([]);
    expect(events).toHaveLength(11);
    for (const { past } of events) {
      expect(pastLabel('care-link', past, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(pastLabel('care-link', past, 'en')).not.toMatch(/\p{Script=Han}|\./u);
    }
    const [event] = events;
    expect(event && carePastsWithoutLabel([{ ...event, past: 'unheard-of' }])).toEqual(['unheard-of']);
  });

  test('every event of an isolation site has its line in the history, in both languages', () => {
    const events = EVENTS.filter((one) => one.entity === 'isolation-site' && !isTombstone(one));
    expect(sitePastsWithoutLabel(EVENTS)).toEqual([]);
    expect(events).toHaveLength(8);
    for (const { past } of events) {
      expect(pastLabel('isolation-site', past, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(pastLabel('isolation-site', past, 'en')).not.toMatch(/\p{Script=Han}|\./u);
    }
    const [event] = events;
    expect(event && sitePastsWithoutLabel([{ ...event, past: 'unheard-of' }])).toEqual(['unheard-of']);
  });
});
