import { chanceOf, type Chance } from '../../seeds/demo/chance.ts';

/** A visit at a door as somebody said it, and whether they were there. Nothing here knows how it is looked at. */
export interface SaidVisit {
  readonly collector: string;
  readonly path: string;
  readonly house: string;
  readonly kind: 'FOLLOW_UP' | 'OPENED' | 'UNOPENED';
  /** Seconds since midnight, as it was said. */
  readonly at: number;
  /** Seconds since midnight at which it was entered, and what was measured: as in life, and no ground for anything. */
  readonly enteredAt: number;
  readonly celsius?: number;
  readonly sheetNo?: string;
  readonly invented?: Invention;
}
/**
 * What people make up, each impossible on the map by the minutes they give: a door elsewhere between two at which they were, two doors in
 * one minute, a staircase in no time, a row of doors elsewhere while they were on their way. On paper times are by five minutes, and what
 * is made up there is possible by them: nobody who writes on paper makes anything up here.
 */
export const INVENTIONS = ['elsewhere', 'same-minute', 'in-no-time', 'row-elsewhere'] as const;
export type Invention = (typeof INVENTIONS)[number];

interface Spot {
  /** Metres. */
  readonly x: number;
  readonly y: number;
}
interface Door extends Spot {
  readonly path: string;
  readonly house: string;
}
/** Where somebody really was, in seconds since midnight. */
interface Stay {
  readonly door: Door;
  readonly from: number;
  readonly to: number;
  readonly kind: SaidVisit['kind'];
}
/** How somebody says when it was: at once, by the minute in the evening, or on paper by five minutes or a staircase at a time. */
type Habit = 'at-once' | 'evening' | 'paper' | 'staircase';
interface Day {
  readonly collector: string;
  readonly habit: Habit;
  readonly sheetNo: string | undefined;
  readonly stays: readonly Stay[];
}

const AREAS = 32;
const MINUTE = 60;
const EVENING = 19 * 3_600;
/** Metres a second that nobody is faster than: on a bicycle through a village, by car from one to another. */
const FASTEST = { within: 4, between: 11 };
/** Seconds nobody is quicker than at a door that opens. */
const QUICKEST = 45;

const metres = (a: Spot, b: Spot): number => Math.hypot(a.x - b.x, a.y - b.y);
const areaOf = ({ path }: Door): string => path.split('/')[1] ?? '';
const fastest = (a: Door, b: Door): number => metres(a, b) / (areaOf(a) === areaOf(b) ? FASTEST.within : FASTEST.between);
const around = (chance: Chance, spot: Spot, from: number, to: number): Spot => {
  const [angle, distance] = [(chance.between(0, 359) * Math.PI) / 180, chance.between(from, to)];
  return { x: spot.x + Math.cos(angle) * distance, y: spot.y + Math.sin(angle) * distance };
};

/** Villages on a plain, each with compounds, grids, houses along a lane and rooms in them; by grid. */
function generateMap(chance: Chance): ReadonlyMap<string, readonly Door[]> {
  const grids = new Map<string, readonly Door[]>();
  for (let area = 1; area <= AREAS; area += 1) {
    const village = { x: (area % 6) * 1_300 + chance.between(-250, 250), y: Math.floor(area / 6) * 1_300 + chance.between(-250, 250) };
    for (let compound = 1; compound <= 3; compound += 1) {
      const angle = (compound * 2 * Math.PI) / 3;
      const centre = { x: village.x + Math.cos(angle) * 300, y: village.y + Math.sin(angle) * 300 };
      for (let grid = 1; grid <= 3; grid += 1) {
        const lanePath = `houzhai/a${String(area).padStart(2, '0')}/c${String(compound)}/g${String(grid)}`;
        let lane: Spot = around(chance, centre, 110, 150);
        const doors: Door[] = [];
        for (let house = 1; house <= 24; house += 1) {
          lane = { x: lane.x + chance.between(12, 40), y: lane.y };
          const path = `${lanePath}/h${String(house).padStart(4, '0')}`;
          for (let room = 1; room <= chance.oneOf([1, 3, 5, 6, 9]); room += 1)
            doors.push({ ...lane, house: path, path: `${path}-r${String(room).padStart(2, '0')}` });
        }
        grids.set(lanePath, doors);
      }
    }
  }
  return grids;
}

/** Seconds from one door to the next, as people go: on foot, and on a bicycle where it is far. */
function way(chance: Chance, from: Door, to: Door): number {
  const far = metres(from, to);
  if (from.house === to.house) return chance.between(10, 40);
  return far < 400 ? far / (chance.between(11, 15) / 10) + 15 : far / (chance.between(35, 60) / 10) + chance.between(40, 120);
}

const AT_DOOR: Readonly<Record<SaidVisit['kind'], readonly [number, number]>> = {
  FOLLOW_UP: [75, 300],
  OPENED: [90, 480],
  UNOPENED: [35, 90],
};

/** Goes from door to door as they are given, from a time on; a family is several visits at one door. */
function walked(chance: Chance, doors: readonly Door[], begins: number, kindOf: () => SaidVisit['kind']): Stay[] {
  const stays: Stay[] = [];
  let now = begins;
  for (const door of doors) {
    const before = stays.at(-1)?.door;
    now += before ? way(chance, before, door) : 0;
    const kind = kindOf();
    for (let person = kind === 'FOLLOW_UP' && chance.percent(30) ? 2 : 1; person > 0; person -= 1) {
      const from = Math.round(now);
      now += chance.between(...AT_DOOR[kind]);
      stays.push({ door, kind, from, to: Math.round(now) });
    }
    if (chance.percent(3)) now += chance.between(5, 15) * MINUTE;
  }
  return stays;
}

function honestDay(chance: Chance, grids: readonly (readonly [string, readonly Door[]])[], nth: number): Day {
  const habit = chance.oneOf(['at-once', 'evening', 'evening', 'paper', 'staircase'] as const);
  const sheetNo = habit === 'paper' || habit === 'staircase' ? `sheet ${String(nth)}` : undefined;
  const area = chance.between(1, AREAS);
  const own = grids.filter(([path]) => path.startsWith(`houzhai/a${String(area).padStart(2, '0')}/`)).map(([, doors]) => doors);
  const morning = (8 * 60 + chance.between(0, 45)) * MINUTE;
  const afternoon = (13 * 60 + chance.between(0, 45)) * MINUTE;
  const compound = chance.between(0, 2) * 3;
  if (chance.percent(35)) {
    const cases = own.slice(compound, compound + 3).flatMap((doors) => doors.filter(() => chance.percent(7)));
    const elsewhere = own.flat().filter(() => chance.percent(1));
    const round = (begins: number): Stay[] => walked(chance, [...cases, ...elsewhere].slice(0, 24), begins, () => 'FOLLOW_UP');
    return { collector: `c${String(nth)}`, habit, sheetNo, stays: [...round(morning), ...round(afternoon)] };
  }
  const kindOf = (): SaidVisit['kind'] => (chance.percent(60) ? 'OPENED' : 'UNOPENED');
  const some = (doors: readonly Door[] = []): readonly Door[] => doors.filter(() => chance.percent(80)).slice(0, chance.between(15, 35));
  const stays = [...walked(chance, some(own[compound]), morning, kindOf), ...walked(chance, some(own[compound + 1]), afternoon, kindOf)];
  return { collector: `c${String(nth)}`, habit, sheetNo, stays };
}

const toMinutes = (seconds: number, minutes: number): number => Math.round(seconds / (minutes * MINUTE)) * minutes * MINUTE;
const inMinute = (seconds: number): number => Math.floor(seconds / MINUTE) * MINUTE;

/** When somebody says they were there. */
function saidAt({ habit, stays }: Day, stay: Stay): number {
  switch (habit) {
    case 'at-once':
      return stay.to;
    case 'evening':
      return inMinute(stay.from);
    case 'paper':
      return toMinutes(stay.from, 5);
    case 'staircase': {
      let first = stays.indexOf(stay);
      while (stays[first - 1]?.door.house === stay.door.house) first -= 1;
      return toMinutes(stays[first]?.from ?? stay.from, 5);
    }
  }
}

const saidOf = (chance: Chance, { collector, habit, sheetNo }: Day, door: Door, kind: SaidVisit['kind'], at: number): SaidVisit => ({
  collector,
  path: door.path,
  house: door.house,
  kind,
  at,
  enteredAt: habit === 'at-once' ? at : EVENING + chance.between(0, 7_200),
  ...(kind === 'FOLLOW_UP' ? { celsius: chance.percent(60) ? 36.5 : 36 + chance.between(1, 9) / 10 } : {}),
  ...(sheetNo === undefined ? {} : { sheetNo }),
});

/** Makes visits up in a day; none where what came to mind is possible after all. */
type MakeUp = (chance: Chance, day: Day, doors: readonly Door[]) => readonly SaidVisit[];

/** Whether somebody can have been at these doors in this order in so many seconds, at the fastest. */
const possible = (doors: readonly Door[], seconds: number): boolean =>
  doors.slice(1).reduce((sum, door, index) => sum + QUICKEST / 2 + fastest(doors[index] ?? door, door), 0) <= seconds;

const byMinute = ({ habit }: Day): boolean => habit === 'at-once' || habit === 'evening';
/** Doors at which the collector might pretend to have been: in their own area, or one beside it. */
const nearby = (chance: Chance, doors: readonly Door[], to: Door, otherArea: boolean): Door => {
  for (;;) {
    const door = chance.oneOf(doors);
    const far = metres(door, to);
    if (far > 100 && far < 2_500 && (areaOf(door) !== areaOf(to)) === otherArea) return door;
  }
};
const madeUp = (visit: SaidVisit, invented: Invention): SaidVisit => ({ ...visit, invented });
const opened = ({ kind }: Stay): SaidVisit['kind'] => (kind === 'FOLLOW_UP' ? 'FOLLOW_UP' : 'OPENED');

const MADE_UP: Readonly<Record<Invention, MakeUp>> = {
  elsewhere: (chance, day, doors) => {
    const index = chance.between(0, day.stays.length - 2);
    const [before, after] = [day.stays[index], day.stays[index + 1]];
    if (!before || !after || !byMinute(day)) return [];
    const [from, to] = [saidAt(day, before), saidAt(day, after)];
    const door = nearby(chance, doors, before.door, chance.percent(40));
    if (to - from < 2 * MINUTE || possible([before.door, door, after.door], to - from + MINUTE)) return [];
    return [madeUp(saidOf(chance, day, door, opened(before), inMinute(chance.between(from, to))), 'elsewhere')];
  },
  'same-minute': (chance, day, doors) => {
    const stay = chance.oneOf(day.stays);
    const door = nearby(chance, doors, stay.door, chance.percent(30));
    if (!byMinute(day) || possible([stay.door, door], MINUTE)) return [];
    return [madeUp(saidOf(chance, day, door, opened(stay), inMinute(saidAt(day, stay))), 'same-minute')];
  },
  'in-no-time': (chance, day, doors) => {
    const [last] = day.stays.slice(-1);
    if (!last || !byMinute(day)) return [];
    const at = doors.indexOf(nearby(chance, doors, last.door, false));
    const row = doors.slice(at, at + chance.between(6, 14)).filter(({ house }) => house.startsWith(doors[at]?.house.slice(0, -6) ?? '-'));
    const minutes = chance.between(1, 3);
    if (row.length < 4 || possible(row, minutes * MINUTE)) return [];
    const begins = inMinute(last.to) + chance.between(10, 90) * MINUTE;
    return row.map((door, index) =>
      madeUp(saidOf(chance, day, door, opened(last), begins + Math.floor((index * minutes) / row.length) * MINUTE), 'in-no-time'),
    );
  },
  'row-elsewhere': (chance, day, doors) => {
    const index = chance.between(0, day.stays.length - 7);
    const stays = day.stays.slice(index, index + 7);
    const [first] = stays;
    if (!first || stays.length < 7 || !byMinute(day)) return [];
    const door = nearby(chance, doors, first.door, true);
    const at = doors.indexOf(door);
    const row = doors.slice(at, at + 5).filter((one) => areaOf(one) === areaOf(door));
    const there = stays.flatMap((stay, nth) => [stay.door, ...(row[nth] ? [row[nth]] : [])]);
    if (possible(there, saidAt(day, stays.at(-1) ?? first) - saidAt(day, first) + MINUTE)) return [];
    const between = (nth: number): number => inMinute(((stays[nth]?.to ?? 0) + (stays[nth + 1]?.from ?? 0)) / 2);
    return row.map((one, nth) => madeUp(saidOf(chance, day, one, opened(first), between(nth)), 'row-elsewhere'));
  },
};

/**
 * Days of collectors as they said them. `percent` of all visits are made up, by one collector in four; the others only write as people do.
 * The same for the same seed.
 */
export function generateSaidVisits(seed: number, days: number, percent: number): readonly SaidVisit[] {
  const chance = chanceOf(seed);
  const grids = [...generateMap(chance)];
  const doors = grids.flatMap(([, own]) => own);
  const honest = Array.from({ length: days }, (_, nth) => honestDay(chance, grids, nth)).filter(({ stays }) => stays.length >= 8);
  const said = honest.flatMap((day) => day.stays.map((stay) => saidOf(chance, day, stay.door, stay.kind, saidAt(day, stay))));
  const inventors = honest.filter(() => chance.percent(25));
  const invented: SaidVisit[] = [];
  while (invented.length * 100 < (said.length + invented.length) * percent) {
    const kind = chance.weighted([
      [8, 'elsewhere'],
      [3, 'same-minute'],
      [1, 'in-no-time'],
      [1, 'row-elsewhere'],
    ] as const);
    invented.push(...MADE_UP[kind](chance, chance.oneOf(inventors), doors));
  }
  return [...said, ...invented];
}
