import type { Neighbours, OpenUnit, ScreeningTeam } from '../../apps/census-screening/src/screening/assign.ts';
import { chanceOf } from '../../seeds/demo/chance.ts';
import { generateNeighbours } from '../../seeds/demo/neighbours.ts';
import figures from '../../seeds/houzhai/figures.json' with { type: 'json' };
import places from '../../seeds/houzhai/places.json' with { type: 'json' };

/** What a round of screening is shared out over. */
export interface Round {
  readonly units: readonly OpenUnit[];
  readonly teams: readonly ScreeningTeam[];
  readonly neighbours: Neighbours;
}

/** The largest area of a round, against the one in the middle. */
const LARGEST = 4.5;
const CODES = places.areas.map(({ code }) => code);

/** Rooms of each area: the published sum; one area, by chance, is made the largest by far and the others make room. */
export function unevenRooms(seed: number): ReadonlyMap<string, number> {
  const chance = chanceOf(seed);
  const large = chance.oneOf(CODES);
  const others = places.areas.filter(({ code }) => code !== large).map(({ code, rentalRooms }) => [code, rentalRooms] as const);
  const middle = others.map(([, rooms]) => rooms).toSorted((a, b) => a - b)[Math.floor(others.length / 2)] ?? 0;
  const shrunk = figures.rentalRooms / (others.reduce((sum, [, rooms]) => sum + rooms, 0) + LARGEST * middle);
  const rooms = new Map(others.map(([code, many]) => [code, Math.floor(many * shrunk)]));
  return rooms.set(large, figures.rentalRooms - [...rooms.values()].reduce((sum, many) => sum + many, 0));
}

/** 36,210 rooms in houses of one to sixteen, 51 teams of four to twelve: one in every area, the others where the rooms are. Map and all by the seed. */
export function generateRound(seed: number): Round {
  const chance = chanceOf(seed);
  const rooms = unevenRooms(seed);
  const units = [...rooms].flatMap(([area, many]) => {
    const own: OpenUnit[] = [];
    for (let house = 1; own.length < many; house += 1) {
      const path = `houzhai/${area}/c1/g1/h${String(house).padStart(4, '0')}`;
      const here = Math.min(chance.oneOf([1, 3, 5, 5, 6, 6, 9, 16]), many - own.length);
      for (let room = 1; room <= here; room += 1) {
        const at = `${path}-r${String(room).padStart(2, '0')}`;
        own.push({ id: at, path: at, area, house: path });
      }
    }
    return own;
  });
  const byRooms = [...rooms].map(([area, many]) => [many, area] as const);
  const teams = Array.from({ length: figures.taskForces }, (_, index) => ({
    id: `t${String(index + 1).padStart(2, '0')}`,
    no: index + 1,
    homeArea: CODES[index] ?? chance.weighted(byRooms),
    strength: chance.between(4, 12),
  }));
  return { units, teams, neighbours: generateNeighbours(seed, CODES) };
}

/** How well a round is shared out, counted from the units alone: greatest load of a head to the mean, and share in the own area or beside. */
export interface SharedOut {
  readonly load: number;
  readonly locality: number;
}

/** @throws when a unit has no team, or one that is not there */
export function sharedOut({ units, teams, neighbours }: Round, teamOf: ReadonlyMap<string, string>): SharedOut {
  const has = new Map(teams.map((team) => [team.id, { ...team, units: 0 }]));
  let near = 0;
  for (const { id, area } of units) {
    const team = has.get(teamOf.get(id) ?? '');
    if (!team) throw new Error(`${id} has no team`);
    team.units += 1;
    if (team.homeArea === area || neighbours[area]?.includes(team.homeArea)) near += 1;
  }
  const mean = units.length / teams.reduce((sum, { strength }) => sum + strength, 0);
  return { load: Math.max(...[...has.values()].map((team) => team.units / team.strength / mean)), locality: near / units.length };
}
