import { Disposition, HealthCode, Symptom } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import january from '../../../../seeds/policies/arrival.YW-2020-0124.json' with { type: 'json' };
import order16 from '../../../../seeds/policies/arrival.YW-2020-16.json' with { type: 'json' };
import { ArrivalPolicyValues, gravest, riskOf, type ArrivalPolicy } from './arrival-policy.ts';
import { tenths } from '../temperature.ts';
import { disposeArrival, isFever, type Told } from './arrival.decide.ts';

const JANUARY = ArrivalPolicyValues.parse(january.values);
const ORDER_16 = ArrivalPolicyValues.parse(order16.values);
const NOON: Record<string, Temporal.Instant> = {
  JANUARY: Temporal.Instant.from('2020-01-24T12:00:00+08:00'),
  ORDER_16: Temporal.Instant.from('2020-02-14T12:00:00+08:00'),
};
const at = (policy: ArrivalPolicy): Temporal.Instant => (policy === JANUARY ? NOON['JANUARY'] : NOON['ORDER_16']) ?? Temporal.Now.instant();
const refused = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });

const WUHAN = '420100';
const YIWU = '330782';
const told = (more: Partial<Told> = {}, region = YIWU): Told => ({
  stays: [{ region }],
  temperature: 36.5,
  symptoms: [],
  homePossible: true,
  ...more,
});
const disposed = (what: Told, policy: ArrivalPolicy) => {
  const outcome = disposeArrival(what, at(policy), policy);
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
};

/** One arrival for every rule of both files. */
const CASES: readonly (readonly [string, ArrivalPolicy, string, Told, Disposition])[] = [
  ['24 January', JANUARY, 'fever', told({ temperature: 37.3 }, WUHAN), 'REFERRED_TO_CLINIC'],
  ['24 January', JANUARY, 'key-region-no-home', told({ homePossible: false }, WUHAN), 'CENTRALIZED_ISOLATION'],
  ['24 January', JANUARY, 'key-region', told({}, WUHAN), 'HOME_ISOLATION'],
  ['24 January', JANUARY, 'symptoms', told({ symptoms: ['COUGH'] }), 'SELF_MONITORING'],
  ['24 January', JANUARY, 'other', told({ homePossible: false }), 'RELEASED'],
  ['No. 16', ORDER_16, 'fever', told({ temperature: 38.1, healthCode: 'GREEN' }), 'REFERRED_TO_CLINIC'],
  ['No. 16', ORDER_16, 'red-code', told({ healthCode: 'RED' }), 'CENTRALIZED_ISOLATION'],
  ['No. 16', ORDER_16, 'key-region-no-home', told({ healthCode: 'GREEN', homePossible: false }, WUHAN), 'CENTRALIZED_ISOLATION'],
  ['No. 16', ORDER_16, 'key-region', told({ healthCode: 'GREEN' }, WUHAN), 'HOME_ISOLATION'],
  ['No. 16', ORDER_16, 'yellow-code-no-home', told({ healthCode: 'YELLOW', homePossible: false }), 'CENTRALIZED_ISOLATION'],
  ['No. 16', ORDER_16, 'yellow-code', told({ healthCode: 'YELLOW' }), 'HOME_ISOLATION'],
  ['No. 16', ORDER_16, 'other', told({ healthCode: 'NONE' }), 'SELF_MONITORING'],
];

describe('the policies that ship', () => {
  it.each(CASES.map(([of, policy, rule, ...rest]) => [of, rule, policy, ...rest] as const))(
    '%s: %s',
    (_, rule, policy, what, disposition) => {
      const { why, disposition: got, custody } = disposed(what, policy);
      expect([why.rule, got]).toEqual([rule, disposition]);
      expect(why).toEqual({ rule, zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.not.stringMatching(/\p{Script=Han}/u) });
      expect(custody).toBe(disposition === 'HOME_ISOLATION' || disposition === 'CENTRALIZED_ISOLATION' ? 'WAITING' : 'NONE');
    },
  );

  it('have no rule that no arrival reaches, and each rule is named once', () => {
    for (const policy of [JANUARY, ORDER_16]) {
      const rules = policy.rules.map(({ rule }) => rule);
      expect(CASES.filter(([, of]) => of === policy).map(([, , rule]) => rule)).toEqual(rules);
      expect(new Set(rules).size).toBe(rules.length);
    }
  });

  it('decide about everybody: the last rule fits always, and a file without such a rule is no policy', () => {
    const symptoms = fc.subarray(Symptom.options);
    const codes = fc.constantFrom(...HealthCode.options.filter((code) => code !== 'NOT_YET_ISSUED'));
    const celsius = fc.option(
      fc.integer({ min: 350, max: 420 }).map((value) => value / 10),
      { nil: undefined },
    );
    fc.assert(
      fc.property(
        symptoms,
        codes,
        celsius,
        fc.boolean(),
        fc.constantFrom(WUHAN, YIWU),
        (list, healthCode, temperature, homePossible, region) => {
          const what = told({ symptoms: list, temperature, homePossible }, region);
          expect(Disposition.options).toContain(disposed(what, JANUARY).disposition);
          expect(Disposition.options).toContain(disposed({ ...what, healthCode }, ORDER_16).disposition);
        },
      ),
    );
    const endless = { ...JANUARY, rules: JANUARY.rules.slice(0, -1) };
    expect(ArrivalPolicyValues.safeParse(endless).success).toBe(false);
    expect(ArrivalPolicyValues.safeParse({ ...JANUARY, rules: [] }).success).toBe(false);
  });

  it('put fever before everything: whoever is ill goes to the doctor, wherever from', () => {
    for (const region of [WUHAN, YIWU])
      for (const symptoms of [['FEVER'], ['FEVER', 'COUGH']] as const)
        expect(disposed(told({ symptoms, temperature: 36.5 }, region), JANUARY)).toMatchObject({
          fever: true,
          disposition: 'REFERRED_TO_CLINIC',
        });
  });
});

describe('the health code', () => {
  it('did not exist on 24 January: nobody is asked, and one that is shown is refused', () => {
    expect(disposed(told(), JANUARY).healthCode).toBe('NOT_YET_ISSUED');
    expect(disposed(told({ healthCode: 'NOT_YET_ISSUED' }), JANUARY).healthCode).toBe('NOT_YET_ISSUED');
    for (const healthCode of ['NONE', 'GREEN', 'YELLOW', 'RED'] as const)
      expect(disposeArrival(told({ healthCode }), at(JANUARY), JANUARY)).toEqual(refused('arrival.health-code-not-issued'));
  });

  it('is asked by No. 16, where having none is an answer', () => {
    for (const healthCode of [undefined, 'NOT_YET_ISSUED'] as const)
      expect(disposeArrival(told({ healthCode }), at(ORDER_16), ORDER_16)).toEqual(refused('arrival.health-code-required'));
    for (const healthCode of ['NONE', 'GREEN', 'YELLOW', 'RED'] as const)
      expect(disposed(told({ healthCode }), ORDER_16).healthCode).toBe(healthCode);
  });
});

describe('the temperature', () => {
  it.each([
    [37.2, 372, false],
    [37.3, 373, true],
    [37.300_000_01, 373, true],
    [37.299_999_99, 373, true],
    [37.1 + 0.1, 372, false],
    [36.7, 367, false],
    [36.6 + 0.1, 367, false],
    [41.9, 419, true],
  ])('%f is %i tenths, fever: %s', (celsius, expected, fever) => {
    expect(tenths(celsius)).toBe(expected);
    expect(isFever(celsius, JANUARY)).toBe(fever);
    expect(disposed(told({ temperature: celsius }), JANUARY).fever).toBe(fever);
  });

  it('in tenths comes back as it was written, over the whole scale', () => {
    for (let value = 250; value <= 450; value += 1) expect([value, tenths(value / 10)]).toEqual([value, value]);
  });

  it.each([34.9, 34.8, 30])('under 35.0 was not taken: %f is measured again, not believed', (temperature) => {
    expect(disposeArrival(told({ temperature }), at(JANUARY), JANUARY)).toEqual(
      refused('arrival.temperature-not-measured', { lowest: 350 }),
    );
  });

  it('of 35.0 was taken, and without one an arrival is registered all the same', () => {
    expect(disposed(told({ temperature: 35 }), JANUARY).fever).toBe(false);
    expect(disposed(told({ temperature: undefined }), JANUARY)).toMatchObject({ fever: false, disposition: 'RELEASED' });
  });
});

describe('where somebody stayed', () => {
  const ELSEWHERE = ['330782', '310000', '440300', '110000', '810000', '710000', '650100'];
  const KEY = ['420000', '420100', '420102', '421300'];
  const symptoms = fc.subarray(Symptom.options);
  const celsius = fc.integer({ min: 350, max: 400 }).map((value) => value / 10);
  const code = fc.constantFrom('NONE', 'GREEN', 'YELLOW', 'RED') as fc.Arbitrary<HealthCode>;

  it('decides nothing but by its risk: regions of one risk, one outcome', () => {
    const pair = fc.constantFrom(ELSEWHERE, KEY).chain((list) => fc.tuple(fc.constantFrom(...list), fc.constantFrom(...list)));
    fc.assert(
      fc.property(
        pair,
        symptoms,
        celsius,
        code,
        fc.boolean(),
        fc.boolean(),
        ([one, other], list, temperature, healthCode, homePossible, early) => {
          const policy = early ? JANUARY : ORDER_16;
          const shared = { symptoms: list, temperature, homePossible, ...(early ? {} : { healthCode }) };
          const outcome = (region: string) => {
            const { stays, ...rest } = disposed(told(shared, region), policy);
            return { ...rest, risks: stays.map(({ risk, from, to }) => [risk, from.toString(), to.toString()]) };
          };
          expect(outcome(one)).toEqual(outcome(other));
        },
      ),
    );
  });

  it('is asked of the stay, not of the native place: the gravest of the period counts, and one before it does not', () => {
    const stays = (...list: readonly (readonly [string, string, string])[]) => list.map(([region, from, to]) => ({ region, from, to }));
    const passed = stays(
      ['330782', '2020-01-10', '2020-01-20'],
      ['420100', '2020-01-20', '2020-01-21'],
      ['330782', '2020-01-21', '2020-01-24'],
    );
    expect(disposed(told({ stays: passed }), JANUARY)).toMatchObject({ risk: 'HIGH', disposition: 'HOME_ISOLATION' });
    expect(disposed(told({ stays: passed.toReversed() }), JANUARY)).toMatchObject({ risk: 'HIGH', disposition: 'HOME_ISOLATION' });
    expect(disposed(told({ stays: stays(['310000', '2020-01-10', '2020-01-24']) }), JANUARY)).toMatchObject({
      risk: 'LOW',
      disposition: 'RELEASED',
    });
  });

  it('before the period decides nothing', () => {
    const long = [
      { region: '420100', from: '2019-12-01', to: '2020-01-09' },
      { region: '330782', from: '2020-01-09', to: '2020-01-24' },
    ];
    expect(disposed(told({ stays: long }), JANUARY)).toMatchObject({ risk: 'LOW', disposition: 'RELEASED' });
    const crossing = [
      { ...long[0], region: '420100', to: '2020-01-10' },
      { region: '330782', from: '2020-01-10', to: '2020-01-24' },
    ];
    expect(disposed(told({ stays: crossing }), JANUARY)).toMatchObject({ risk: 'HIGH' });
  });

  it('is a division that exists, over the whole period', () => {
    expect(disposeArrival(told({}, '999999'), at(JANUARY), JANUARY)).toEqual(refused('arrival.region-unknown', { code: '999999' }));
    const short = [{ region: YIWU, from: '2020-01-15', to: '2020-01-24' }];
    expect(disposeArrival(told({ stays: short }), at(JANUARY), JANUARY)).toEqual(refused('arrival.stays-incomplete', { days: 5, of: 14 }));
  });

  it('counts by the day in Yiwu: an arrival shortly after midnight there is of the new day', () => {
    const midnight = Temporal.Instant.from('2020-01-24T00:10:00+08:00');
    const stays = [{ region: YIWU, from: '2020-01-10', to: '2020-01-24' }];
    expect(disposeArrival(told({ stays }), midnight, JANUARY).ok).toBe(true);
    expect(disposeArrival(told({ stays }), midnight.add({ hours: 24 }), JANUARY).ok).toBe(false);
  });

  it('takes the risk of the city or province above where it has none of its own', () => {
    const policy: Pick<ArrivalPolicy, 'regions' | 'otherRisk'> = {
      regions: [
        { code: '330000', risk: 'MODERATE' },
        { code: '330300', risk: 'HIGH' },
        { code: '330302', risk: 'LOW' },
      ],
      otherRisk: 'UNKNOWN',
    };
    expect(['330782', '330300', '330303', '330302', '330000', '310101'].map((region) => riskOf(policy, region))).toEqual([
      'MODERATE',
      'HIGH',
      'HIGH',
      'LOW',
      'MODERATE',
      'UNKNOWN',
    ]);
    expect(gravest(['LOW', 'UNKNOWN'])).toBe('UNKNOWN');
    expect(gravest(['MODERATE', 'UNKNOWN', 'LOW'])).toBe('MODERATE');
    expect(gravest(['MODERATE', 'HIGH', 'LOW'])).toBe('HIGH');
  });
});
