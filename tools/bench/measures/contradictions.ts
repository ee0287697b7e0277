import {
  DISCREPANCY_KINDS,
  FindDiscrepancies,
  FreezeDenominator,
  OpenCampaign,
  RecordVisit,
  StartCampaign,
  type DiscrepancyKind,
  type InputOf,
} from '@houzhai/contracts';
import { seedAreas } from '../../../apps/e2e/src/seed.ts';
import { chanceOf } from '../../../seeds/demo/chance.ts';
import { fillPersons, valueOf } from '../filled-tables.ts';
import { rounded, secondsFor, told, type Measure } from '../measure.ts';

const PERSONS = 3_000;
const EMPTY_ROOMS = 300;
/** Of a hundred doors so many hide something. */
const SEEDED_PERCENT = 20;
const IN_FLIGHT = 16;
/** What events are about: the doors, the proposals, and seals of the record, which come by the clock. */
const EXPECTED = ['screening-unit', 'discrepancy', 'audit'];

type Found = Pick<InputOf<typeof RecordVisit>, 'outcome'> & Partial<InputOf<typeof RecordVisit>>;
interface Door {
  readonly path: string;
  readonly residents: readonly string[];
  readonly seeded?: DiscrepancyKind;
  readonly found: Found;
}

/**
 * Doors of a round, one in five of which says something else than the register: `found` is the share of those that are proposed, of every
 * kind; `besides` what is proposed of the others. `deductions`: what is not a proposal that waits for a human, or is told of anything but
 * the doors and the proposals.
 */
export const contradictions: Measure = {
  name: 'contradictions',
  goals: [
    { figure: 'found', atLeast: 1 },
    { figure: 'deductions', atMost: 0 },
    { figure: 'besides', atMost: 0 },
  ],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(4);
    const desk = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
    await seedAreas(desk);
    const residents = Map.groupBy(await fillPersons(stack, db, PERSONS), ({ path }) => path);
    const lived = [...residents].map(([path, own]) => ({ path, residents: own.map(({ personId }) => personId) }));
    const empty = Array.from({ length: EMPTY_ROOMS }, (_, nth) => ({ path: `houzhai/a01/c9/g9/h${String(nth + 1).padStart(4, '0')}`, residents: [] })); // prettier-ignore
    const all = [...lived, ...empty];
    await db.query(
      `insert into "census_screening"."place" ("id", "version", "path", "parent", "level", "area", "zh", "en", "placeholder", "rental")
       select uuidv7(), 1, r.path, regexp_replace(r.path, '/[^/]+$', ''), 'room', split_part(r.path, '/', 2), '房', 'Room', true, true from unnest($1::text[]) as r(path)`,
      [all.map(({ path }) => path)],
    );
    const asked = { name: '第一轮', purpose: '摸清', round: 1, strata: ['RENTAL_ROOM' as const], start: '2020-02-10', end: '2020-02-14' };
    const { campaignId } = valueOf(await desk.client.command(OpenCampaign, asked));
    valueOf(await desk.client.command(FreezeDenominator, { campaignId }));
    valueOf(await desk.client.command(StartCampaign, { campaignId }));
    const { rows: units } = await db.query<{ id: string; path: string }>(`select "id", "path" from "census_screening"."screening_unit"`);
    const unitOf = new Map(units.map(({ id, path }) => [path, id]));
    const doors = opened(all);
    const since = await lastEvents();
    const seconds = await secondsFor(doors, IN_FLIGHT, async ({ path, found }) =>
      valueOf(await desk.client.command(RecordVisit, { unitId: unitOf.get(path) ?? '', ...found })),
    );
    const again = valueOf(await desk.client.command(FindDiscrepancies, { campaignId }, { deadlineMs: 60_000 }));
    const { rows: proposed } = await db.query<{ path: string; kind: DiscrepancyKind; status: string }>(
      `select u."path", d."kind", d."status" from "census_screening"."screening_discrepancy" d join "census_screening"."screening_unit" u on u."id" = d."unit_id"`,
    );
    const byDoor = Map.groupBy(proposed, ({ path }) => path);
    const seeded = doors.filter((door) => door.seeded !== undefined);
    const found = seeded.filter(({ path, seeded: kind }) => byDoor.get(path)?.some((one) => one.kind === kind));
    for (const kind of DISCREPANCY_KINDS) told(`${kind}: ${String(seeded.filter((door) => door.seeded === kind).length)} seeded, ${String(found.filter((door) => door.seeded === kind).length)} found`); // prettier-ignore
    const events = await lastEvents();
    const beside = Object.entries(events).flatMap(([entity, many]) => {
      const more = many - (since[entity] ?? 0);
      return EXPECTED.includes(entity) || more === 0 ? [] : [{ entity, more }];
    });
    if (beside.length > 0) told(`told besides: ${JSON.stringify(beside)}`);
    return {
      figures: {
        found: rounded(found.length / seeded.length, 4),
        deductions: proposed.filter(({ status }) => status !== 'OPEN').length + beside.reduce((sum, { more }) => sum + more, 0),
        besides: doors.filter((door) => door.seeded === undefined && byDoor.has(door.path)).length + again.raised,
        seeded: seeded.length,
        doors: doors.length,
        'visits a second': rounded(doors.length / seconds, 0),
      },
      unit: 'share',
    };

    /** Events told so far by what they are about, of every service. */
    async function lastEvents(): Promise<Readonly<Record<string, number>>> {
      const { rows } = await db.query<{ entity: string; n: number }>(
        ['census_screening', 'command_center', 'errands'].map((schema) => `select "entity", count(*)::int as n from "${schema}"."outbox" group by 1`).join(' union all '),
      ); // prettier-ignore
      return Object.fromEntries([...Map.groupBy(rows, ({ entity }) => entity)].map(([entity, some]) => [entity, some.reduce((sum, { n }) => sum + n, 0)])); // prettier-ignore
    }
  },
};

/** What is found at each door: as the register has it, or one thing otherwise, in turn of every kind that is possible there. */
function opened(all: readonly { readonly path: string; readonly residents: readonly string[] }[]): readonly Door[] {
  const chance = chanceOf(2020);
  const somebody = all.flatMap(({ residents }) => residents.slice(0, 1));
  return all.map(({ path, residents }) => {
    const honest: Found = residents.length === 0 ? { outcome: 'VACANT_CONFIRMED', evidence: 'METER' } : { outcome: 'COMPLETED', asRegistered: true };
    if (!chance.percent(SEEDED_PERCENT)) return { path, residents, found: honest };
    const elsewhere = chance.oneOf(somebody.filter((id) => !residents.includes(id)));
    const ways: Partial<Record<DiscrepancyKind, Found>> =
      residents.length === 0
        ? { EMPTY_BUT_LIVED_IN: { outcome: 'COMPLETED', unknown: 2 } }
        : {
            UNKNOWN_FOUND: { ...honest, unknown: 1 },
            FOUND_ELSEWHERE: { ...honest, foundIds: [elsewhere] },
            LIVED_IN_BUT_EMPTY: { outcome: 'VACANT_CONFIRMED', evidence: 'METER' },
            ...(residents.length > 1 ? { NOT_AMONG_FOUND: { outcome: 'COMPLETED', foundIds: residents.slice(0, 1) } } : {}),
          };
    const [seeded, found] = chance.oneOf(Object.entries(ways)) as [DiscrepancyKind, Found];
    return { path, residents, seeded, found };
  }); // prettier-ignore
}
