import { RequestErrand, WallChart } from '@houzhai/contracts';
import { followView } from '@houzhai/messaging';
import { seedAreas } from '../../../apps/e2e/src/seed.ts';
import { generateDwellings } from '../../../seeds/demo/dwellings.ts';
import { fillErrands, fillPersons, valueOf } from '../filled-tables.ts';
import { median, pause, percentile, rounded, told, type Measure } from '../measure.ts';

const PERSONS = 100_000;
const EVENTS = 120;
const WARM_UP = 20;
const GAP_MS = { least: 150, most: 400 };

/**
 * A wall chart over 36,210 rooms and 100,000 persons: milliseconds from the receipt of a command, which is after its commit, until another
 * connection hears that the chart changed, and until it has the chart with the new figure.
 */
export const board: Measure = {
  name: 'board',
  goals: [{ figure: 'p95', atMost: 1_000 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(4);
    const desk = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER', 'COMMUNITY_WORKER']);
    await seedAreas(desk);
    const persons = await fillPersons(stack, db, PERSONS);
    const rooms = [...generateDwellings(2020)].filter(({ level }) => level === 'room');
    await db.query(
      `insert into "census_screening"."place" ("id", "version", "path", "parent", "level", "area", "zh", "en", "placeholder", "rental")
       select uuidv7(), 1, r.path, regexp_replace(r.path, '-r[0-9]+$', ''), 'room', r.area, '房', 'Room', true, true
       from unnest($1::text[], $2::text[]) as r(path, area)`,
      [rooms.map(({ path }) => path), rooms.map(({ area }) => area)],
    );
    await db.query('vacuum analyze "census_screening"."place"');
    told(`${String(rooms.length)} rooms, ${String(persons.length)} persons`);
    await fillErrands(desk, await stack.operator(['AGENT']), db, persons, { count: 320, courses: 'fresh' });
    const other = await stack.operator(['DUTY_OFFICER']);
    const heard = new Set<(area: string) => void>();
    followView(other.nc, 'command-center', 'board', ['*'], {
      changed: (area) => {
        for (const listen of heard) listen(area);
      },
      gap: () => undefined,
    });
    await other.nc.flush();
    const open = async (area: string): Promise<number> => {
      const { rows } = valueOf(await other.client.query(WallChart, {}));
      return rows.find((row) => row.area === area)?.cells['errandsOpen']?.value ?? 0;
    };
    const times: { patch: number; answer: number; chart: number }[] = [];
    for (let nth = 0; nth < EVENTS + WARM_UP; nth += 1) {
      const person = persons[(nth * 797) % persons.length];
      const area = person?.path.split('/')[1] ?? '';
      const before = await open(area);
      await pause(GAP_MS.least + Math.random() * (GAP_MS.most - GAP_MS.least));
      const patched = new Promise<number>((done) => {
        const listen = (changed: string): void => {
          if (changed !== area) return;
          heard.delete(listen);
          done(performance.now());
        };
        heard.add(listen);
      });
      const asked = {
        beneficiaryId: person?.personId ?? '',
        moduleCode: 'standing-1',
        kind: 'PURCHASE' as const,
        items: [{ name: '大米' }],
      };
      valueOf(await desk.client.command(RequestErrand, { ...asked, despiteDuplicate: true }));
      const committed = performance.now();
      const patch = await patched;
      const begun = performance.now();
      const value = await open(area);
      const answered = performance.now();
      if (value <= before) throw new Error(`The chart of ${area} still has ${String(value)}`);
      times.push({ patch: Math.max(0, patch - committed), answer: answered - begun, chart: answered - committed });
    }
    const counted = times.slice(WARM_UP);
    const of = (which: 'patch' | 'answer' | 'chart') => counted.map((time) => time[which]);
    return {
      figures: {
        p95: rounded(percentile(of('chart'), 95), 1),
        p50: rounded(median(of('chart')), 1),
        'patch p50': rounded(median(of('patch')), 1),
        'patch p95': rounded(percentile(of('patch'), 95), 1),
        'answer p50': rounded(median(of('answer')), 1),
        'answer p95': rounded(percentile(of('answer'), 95), 1),
      },
      unit: 'ms',
    };
  },
};
