import { residentIdCheckDigit } from '@houzhai/identity-numbers';
import places from '../houzhai/places.json' with { type: 'json' };
import { chanceOf, type Chance } from './chance.ts';
import { generateDwellings } from './dwellings.ts';
import { nameOf } from './names.ts';

/** A synthetic person: made up from a seed, like nobody who lives. */
export interface DemoPerson {
  /** From 0; errands refer to people by it. */
  readonly index: number;
  /** Absent for a newborn not yet named. */
  readonly name?: string;
  readonly documentKind: 'RESIDENT_ID' | 'HK_MACAO_PERMIT' | 'TAIWAN_PERMIT' | 'PASSPORT' | 'NONE_YET';
  readonly documentNo?: string;
  /** In the range 199 0000 0000 and up, kept for demonstrations. */
  readonly phone?: string;
  readonly birthYear: number;
  readonly sex: 'MALE' | 'FEMALE' | 'UNKNOWN';
  /** Dwelling: a rented room, or a household of its own (`f…`). */
  readonly path: string;
}

/** How many people the demonstration has. */
export const DEMO_PEOPLE = 8_000;
/** Yiwu. Every demo number carries it, whatever the person's story. */
const DIVISION = '330782';
const PRESENT_YEAR = 2020;

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

/** Year of birth: a town of workers with children and old people. */
const birthYearOf = (chance: Chance): number =>
  chance.weighted([
    [60, PRESENT_YEAR],
    [900, chance.between(2003, 2019)],
    [5_200, chance.between(1961, 2002)],
    [1_840, chance.between(1928, 1960)],
  ]);

/** A number with valid check digit that nobody else in this run has. */
const residentNumber = (chance: Chance, taken: Set<string>, birthYear: number, sex: DemoPerson['sex']): string => {
  const born = `${birthYear}${padded(birthYear === PRESENT_YEAR ? 1 : chance.between(1, 12), 2)}${padded(chance.between(1, 20), 2)}`;
  for (let sequence = chance.between(0, 499) * 2 + (sex === 'MALE' ? 1 : 0); ; sequence = (sequence + 2) % 1_000) {
    const body = DIVISION + born + padded(sequence, 3);
    if (taken.has(body)) continue;
    taken.add(body);
    return body + residentIdCheckDigit(body);
  }
};

const documentOf = (
  chance: Chance,
  taken: Set<string>,
  index: number,
  birthYear: number,
  sex: DemoPerson['sex'],
): Pick<DemoPerson, 'documentKind' | 'documentNo'> => {
  const kind = chance.weighted([
    [960, 'RESIDENT_ID'],
    [12, 'HK_MACAO_PERMIT'],
    [8, 'TAIWAN_PERMIT'],
    [16, 'PASSPORT'],
    [4, 'NONE_YET'],
  ] as const);
  if (kind === 'NONE_YET') return { documentKind: kind };
  if (kind === 'RESIDENT_ID') return { documentKind: kind, documentNo: residentNumber(chance, taken, birthYear, sex) };
  const digits = padded(index, 8);
  return {
    documentKind: kind,
    documentNo: kind === 'TAIWAN_PERMIT' ? digits : `${kind === 'PASSPORT' ? 'X' : chance.oneOf(['H', 'M'])}${digits}`,
  };
};

/** Rented rooms by area. */
const roomsByArea = (seed: number): ReadonlyMap<string, readonly string[]> => {
  const rooms = new Map<string, string[]>();
  for (const place of generateDwellings(seed)) {
    if (place.level !== 'room') continue;
    const known = rooms.get(place.area);
    if (known) known.push(place.path);
    else rooms.set(place.area, [place.path]);
  }
  return rooms;
};

/**
 * The synthetic people of a demonstration, a pure function of the seed: households of one to five over the 32 areas,
 * two in five in rented rooms. Among them: newborns without a name, characters old systems lose, surnames of two
 * characters, documents of every kind, people without telephone, families that share one.
 */
export function* generatePeople(seed: number, count = DEMO_PEOPLE): Generator<DemoPerson> {
  const chance = chanceOf(seed);
  const taken = new Set<string>();
  const rooms = roomsByArea(seed);
  let household = 0;
  for (let index = 0; index < count;) {
    const area = chance.weighted(places.areas.map((one) => [one.rentalRooms + 400, one] as const));
    const compound = chance.oneOf(area.compounds);
    household += 1;
    const rented = chance.percent(40);
    const own = `houzhai/${area.code}/${compound.code}/g${chance.between(1, compound.grids)}/f${padded(household, 5)}`;
    const path = rented ? chance.oneOf(rooms.get(area.code) ?? [own]) : own;
    const size = Math.min(
      count - index,
      chance.weighted(
        rented
          ? ([
              [60, 1],
              [30, 2],
              [10, 3],
            ] as const)
          : ([
              [20, 1],
              [30, 2],
              [25, 3],
              [15, 4],
              [10, 5],
            ] as const),
      ),
    );
    const shared = `199${padded(household, 8)}`;
    for (let member = 0; member < size; member += 1, index += 1) yield personOf(chance, taken, { index, member, path, shared });
  }
}

function personOf(chance: Chance, taken: Set<string>, at: { index: number; member: number; path: string; shared: string }): DemoPerson {
  const { index, member, path, shared } = at;
  const birthYear = member === 0 ? Math.min(2001, birthYearOf(chance)) : birthYearOf(chance);
  const newborn = birthYear === PRESENT_YEAR && chance.percent(70);
  const sex = newborn && chance.percent(5) ? 'UNKNOWN' : chance.oneOf(['MALE', 'FEMALE'] as const);
  const document = newborn ? { documentKind: 'NONE_YET' as const } : documentOf(chance, taken, index, birthYear, sex);
  const phone = member === 0 || chance.percent(15) ? shared : `1999${padded(index, 7)}`;
  const reachable = member === 0 || (birthYear < 2008 && (birthYear > 1945 || chance.percent(60)));
  return { index, ...(newborn ? {} : { name: nameOf(chance) }), ...document, ...(reachable ? { phone } : {}), birthYear, sex, path };
}
