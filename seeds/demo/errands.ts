import { chanceOf, type Chance } from './chance.ts';
import { DEMO_PEOPLE } from './people.ts';

export type DemoErrandKind = 'PURCHASE' | 'MEDICINE' | 'DOCUMENT' | 'UTILITY' | 'TRANSPORT' | 'OTHER';

/** Something an agent or a resident does with an errand, so many minutes after what happened before. */
export interface DemoStep {
  readonly afterMinutes: number;
  readonly action:
    | 'assign'
    | 'accept'
    | 'start'
    | 'hold'
    | 'resume'
    | 'deliver'
    | 'confirm'
    | 'archive'
    | 'follow-up'
    | 'dispute'
    | 'reopen'
    | 'report-unable'
    | 'close'
    | 'cancel'
    | 'decline'
    | 'mark-duplicate'
    | 'hand-over';
}

/** What is asked for and what becomes of it; knows no contract, so that it outlives their versions. */
export interface DemoErrand {
  /** From 0, in order of the request. */
  readonly index: number;
  /** Minutes after midnight of the first day. */
  readonly atMinute: number;
  /** Index of the person it is for. */
  readonly beneficiary: number;
  /** Index of the person who asked, if somebody else. */
  readonly requester?: number;
  readonly moduleCode: string;
  readonly kind: DemoErrandKind;
  readonly items: readonly { readonly name: string; readonly quantity: string }[];
  readonly source: 'CARE_CONTACT' | 'ISOLATION' | 'PHONE' | 'CONTACT_CARD' | 'COUNTER' | 'CONSOLE';
  readonly channel: 'DINGTALK' | 'WECHAT' | 'PHONE' | 'DOOR' | 'COUNTER' | 'CONSOLE';
  /** Minutes after the request by which it is wanted, if the resident said so. */
  readonly wantedInMinutes?: number;
  readonly advanceFen: number;
  readonly note?: string;
  readonly path: readonly DemoStep[];
}

const MINUTES_A_DAY = 1_440;
const DAYS = 7;

const GOODS: Readonly<Record<DemoErrandKind, readonly (readonly [name: string, quantities: readonly string[]])[]>> = {
  PURCHASE: [
    ['大米', ['5 公斤', '10 公斤']],
    ['青菜', ['1 公斤', '2 把']],
    ['鸡蛋', ['30 个', '15 个']],
    ['猪肉', ['1 公斤', '500 克']],
    ['牛奶', ['1 箱']],
    ['口罩', ['10 只', '20 只']],
    ['消毒液', ['2 瓶']],
    ['奶粉', ['1 罐', '2 罐']],
    ['纸尿裤', ['1 包']],
    ['食用油', ['5 升']],
  ],
  MEDICINE: [
    ['常用药甲', ['1 盒', '2 盒']],
    ['常用药乙', ['2 盒', '4 盒']],
    ['长期处方药', ['30 天', '60 天', '90 天']],
    ['退热贴', ['2 盒']],
  ],
  DOCUMENT: [
    ['居住证续签', ['1 份']],
    ['社保材料', ['1 份']],
    ['复工证明', ['1 份', '3 份']],
  ],
  UTILITY: [
    ['煤气换瓶', ['1 瓶']],
    ['水电缴费', ['1 次']],
    ['水管报修', ['1 次']],
  ],
  TRANSPORT: [
    ['送医复诊', ['1 人']],
    ['接送透析', ['1 人']],
  ],
  OTHER: [
    ['取快递', ['1 件', '3 件']],
    ['倒垃圾', ['1 次']],
    ['送餐', ['1 份', '2 份']],
  ],
};

const MODULES: Readonly<Record<DemoErrandKind, string>> = {
  PURCHASE: 'standing-1',
  MEDICINE: 'standing-2',
  DOCUMENT: 'standing-3',
  UTILITY: 'standing-4',
  TRANSPORT: 'standing-5',
  OTHER: 'standing-7',
};
/** Kinds the eighth module serves as well. */
const ZHANYI: ReadonlySet<DemoErrandKind> = new Set(['PURCHASE', 'MEDICINE', 'UTILITY', 'OTHER']);

/** Minutes it usually takes to deliver, by kind: from, to. */
const DELIVERY: Readonly<Record<DemoErrandKind, readonly [number, number]>> = {
  PURCHASE: [40, 420],
  MEDICINE: [90, 1_300],
  DOCUMENT: [600, 4_000],
  UTILITY: [60, 600],
  TRANSPORT: [30, 240],
  OTHER: [20, 300],
};

const step = (action: DemoStep['action'], afterMinutes: number): DemoStep => ({ action, afterMinutes });

/** What becomes of an errand: four in five go straight through, the rest take every turn the rules know. */
const pathOf = (chance: Chance, kind: DemoErrandKind): DemoStep[] => {
  const [least, most] = DELIVERY[kind];
  const taken = () => [
    ...(chance.percent(30) ? [step('assign', chance.between(1, 15))] : []),
    step('accept', chance.between(1, 50)),
    step('start', chance.between(2, 90)),
  ];
  const delivered = () => step('deliver', chance.between(least, most));
  const finished = () => [
    step('confirm', chance.between(2, 600)),
    ...(chance.percent(70) ? [step('archive', chance.between(10, 900)), ...(chance.percent(14) ? [step('follow-up', chance.between(30, 900))] : [])] : []),
  ];
  return chance.weighted<() => DemoStep[]>([
    [780, () => [...taken(), delivered(), ...finished()]],
    [60, () => [...taken(), step('hold', chance.between(5, 60)), step('resume', chance.between(30, 700)), delivered(), ...finished()]],
    [30, () => [...taken(), step('hand-over', chance.between(10, 120)), delivered(), ...finished()]],
    [
      30,
      () => [
        ...taken(),
        delivered(),
        step('dispute', chance.between(10, 300)),
        step('reopen', chance.between(5, 60)),
        delivered(),
        ...finished(),
      ],
    ],
    [25, () => [...taken(), step('report-unable', chance.between(30, 300)), step('close', chance.between(10, 200))]],
    [25, () => [...taken(), step('cancel', chance.between(5, 200))]],
    [20, () => [step('decline', chance.between(5, 60))]],
    [15, () => [step('mark-duplicate', chance.between(1, 30))]],
    [15, () => []],
  ])();
};

/** When people ask: by day, most in the morning and before supper. */
const minuteOfWeek = (chance: Chance): number => {
  const hour = chance.weighted([
    [2, 6],
    [6, 7],
    [14, 8],
    [18, 9],
    [15, 10],
    [9, 11],
    [5, 12],
    [6, 13],
    [8, 14],
    [9, 15],
    [10, 16],
    [8, 17],
    [5, 18],
    [4, 19],
    [2, 20],
    [1, 22],
  ] as const);
  return chance.between(0, DAYS - 1) * MINUTES_A_DAY + hour * 60 + chance.between(0, 59);
};

const itemsOf = (chance: Chance, kind: DemoErrandKind): DemoErrand['items'] => {
  const goods = GOODS[kind];
  const first = chance.between(0, goods.length - 1);
  const count =
    kind === 'PURCHASE'
      ? chance.between(1, 4)
      : chance.weighted([
          [85, 1],
          [15, 2],
        ] as const);
  return Array.from({ length: Math.min(count, goods.length) }, (_, offset) => {
    const [name, quantities] = goods[(first + offset) % goods.length] ?? ['日用品', ['1 份']];
    return { name, quantity: chance.oneOf(quantities) };
  });
};

/**
 * A plausible week of errands, a pure function of the seed, in order of the request.
 * @param count how many; a subdistrict under lock-down has about 2,000 a week
 * @param people how many people `generatePeople` gave; beneficiaries are their indexes
 */
export const generateErrands = (seed: number, count = 2_000, people = DEMO_PEOPLE): readonly DemoErrand[] => {
  const chance = chanceOf(seed ^ 0x5eed);
  const minutes = Array.from({ length: count }, () => minuteOfWeek(chance)).sort((a, b) => a - b);
  return minutes.map((atMinute, index) => {
    const kind = chance.weighted<DemoErrandKind>([
      [52, 'PURCHASE'],
      [22, 'MEDICINE'],
      [4, 'DOCUMENT'],
      [8, 'UTILITY'],
      [4, 'TRANSPORT'],
      [10, 'OTHER'],
    ]);
    const beneficiary = chance.between(0, people - 1);
    const channel = chance.weighted<DemoErrand['channel']>([
      [40, 'PHONE'],
      [25, 'DINGTALK'],
      [15, 'WECHAT'],
      [10, 'DOOR'],
      [6, 'COUNTER'],
      [4, 'CONSOLE'],
    ]);
    const wantedInMinutes = chance.between(2, 24) * 60;
    return {
      index,
      atMinute,
      beneficiary,
      ...(chance.percent(15) && people > 1 ? { requester: (beneficiary + 1) % people } : {}),
      moduleCode: ZHANYI.has(kind) && chance.percent(45) ? 'zhanyi' : MODULES[kind],
      kind,
      items: itemsOf(chance, kind),
      source: chance.weighted<DemoErrand['source']>([
        [30, 'PHONE'],
        [25, 'CARE_CONTACT'],
        [20, 'ISOLATION'],
        [15, 'CONTACT_CARD'],
        [6, 'COUNTER'],
        [4, 'CONSOLE'],
      ]),
      channel,
      ...(chance.percent(20) ? { wantedInMinutes } : {}),
      advanceFen: kind === 'PURCHASE' && chance.percent(25) ? chance.between(1, 30) * 1_000 : 0,
      ...(chance.percent(12) ? { note: chance.oneOf(['请放门口', '按门铃后走开', '老人耳背，请大声', '下午五点后在家']) } : {}),
      path: pathOf(chance, kind),
    };
  });
};
