import places from '../houzhai/places.json' with { type: 'json' };
import { chanceOf } from './chance.ts';

/** A place as it is entered into the register. */
export interface DemoPlace {
  readonly path: string;
  readonly level: 'area' | 'compound' | 'grid' | 'house' | 'room';
  readonly zh: string;
  readonly en: string;
  readonly area: string;
  /** A name no source gives. */
  readonly placeholder: boolean;
  readonly rental: boolean;
}

const root = places.subdistrict.code;
const padded = (value: number, width: number): string => String(value).padStart(width, '0');

/** Areas, their compounds and grids, parents before children. */
export function* generateAreas(): Generator<DemoPlace> {
  for (const area of places.areas) {
    const own = { area: area.code, rental: false };
    yield { path: `${root}/${area.code}`, level: 'area', zh: area.zh, en: area.en, placeholder: area.placeholder, ...own };
    for (const compound of area.compounds) {
      const path = `${root}/${area.code}/${compound.code}`;
      yield { path, level: 'compound', zh: compound.zh, en: compound.en, placeholder: compound.placeholder, ...own };
      for (let grid = 1; grid <= compound.grids; grid += 1) {
        yield { path: `${path}/g${grid}`, level: 'grid', zh: `第${grid}网格`, en: `Grid ${grid}`, placeholder: true, ...own };
      }
    }
  }
}

/** Rooms of each house of one area: at least one, most often three to seven, together exactly `rooms`. */
const roomsOfHouses = (seed: number, houses: number, rooms: number): number[] => {
  const chance = chanceOf(seed);
  const counts = Array.from({ length: houses }, () => 1);
  const wishes = counts.map(() =>
    chance.weighted([
      [2, 1],
      [20, 3],
      [40, 5],
      [25, 6],
      [10, 9],
      [3, 16],
    ] as const),
  );
  const total = wishes.reduce((sum: number, wish) => sum + wish, 0);
  let given = houses;
  wishes.forEach((wish, house) => {
    const more = Math.max(0, Math.floor((wish * rooms) / total) - 1);
    counts[house] = 1 + more;
    given += more;
  });
  for (let house = 0; given !== rooms; house = (house + 1) % houses) {
    const count = counts[house] ?? 1;
    if (given < rooms) {
      counts[house] = count + 1;
      given += 1;
    } else if (count > 1) {
      counts[house] = count - 1;
      given -= 1;
    }
  }
  return counts;
};

/**
 * The 6,971 rental houses and 36,210 rental rooms, each house before its rooms. Numbers per area are those of
 * `seeds/houzhai/places.json`; which house has how many rooms follows from the seed.
 */
export function* generateDwellings(seed: number): Generator<DemoPlace> {
  for (const [index, area] of places.areas.entries()) {
    const grids = area.compounds.flatMap((compound) =>
      Array.from({ length: compound.grids }, (_, grid) => `${compound.code}/g${grid + 1}`),
    );
    const counts = roomsOfHouses(seed + index, area.rentalHouses, area.rentalRooms);
    for (const [house, rooms] of counts.entries()) {
      const no = padded(house + 1, 4);
      const path = `${root}/${area.code}/${grids[Math.floor((house * grids.length) / counts.length)] ?? 'c1/g1'}/h${no}`;
      const own = { area: area.code, placeholder: false, rental: true };
      yield { path, level: 'house', zh: `${no}号`, en: `House ${no}`, ...own };
      for (let room = 1; room <= rooms; room += 1) {
        const width = padded(room, 2);
        yield { path: `${path}-r${width}`, level: 'room', zh: `${no}号${width}室`, en: `House ${no}, room ${width}`, ...own };
      }
    }
  }
}
