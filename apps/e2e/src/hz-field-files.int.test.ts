import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CampaignDetail,
  DestroySheet,
  PersonDetail,
  PrintDoorSheet,
  ReassignTeam,
  SheetsPage,
  TaskForceDetail,
  UnitsPage,
  WorkSheet,
} from '@houzhai/contracts';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { readRows, writeRows, type FileRow } from '@houzhai/documents';
import { Hz } from './hz-command.ts';
import { TestClock, eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { ScreeningSite } from './screening-site.ts';
import { seedPerson, valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const folder = mkdtempSync(join(tmpdir(), 'hz-field-files-'));
let platform: Platform;
let site: ScreeningSite;
let duty: TestOperator;
let hz: Hz;

beforeAll(async () => {
  platform = await startPlatform({ clock: new TestClock() });
  site = await ScreeningSite.open(platform);
  await site.rooms('a07', 3, 3);
  duty = await site.as('DUTY_OFFICER');
  await platform.account('duty', '值班长甲', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  const people = { 'lead-07': ['TEAM_LEAD', 'TEAM_MEMBER'], 'member-1': ['TEAM_MEMBER'], 'member-2': ['TEAM_MEMBER'], 'lead-08': ['TEAM_LEAD'] } as const; // prettier-ignore
  for (const [account, roles] of Object.entries(people))
    await platform.account(account, account, roles, [account === 'lead-08' ? 'houzhai/a08' : 'houzhai/a07'], PASSWORD);
  hz = new Hz(platform.natsUrl);
  for (const account of ['duty', 'lead-07', 'member-1'])
    expect(await hz.run(account, `sign-in ${account}`, { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  hz.remove();
  rmSync(folder, { recursive: true });
  await platform.stop();
});

const papers = async (by: TestOperator, paper = false) => valueOf(await by.client.query(SheetsPage, { paper })).rows;
const written = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const data = (out: string): unknown => (JSON.parse(out) as { data: unknown }).data;
const rowsOf = async (file: string): Promise<readonly FileRow[]> => {
  const rows: FileRow[] = [];
  for await (const row of readRows(readFileSync(file))) rows.push(row);
  return rows;
};

test('teams of a list are formed, changed to what it says, and left alone where they are so', async () => {
  const header = 'team,area,leader,members\n';
  const wrong = written('wrong.csv', `${header}7,a07,lead-07,member-1 stranger\n8,a08,member-2,\n`);
  const refused = await hz.run('duty', `task-force import ${wrong} --yes --json`);
  expect([refused.code, data(refused.out)]).toEqual([1, [{ line: 2, column: 'members', code: 'account', words: 'there is no such account' }]]); // prettier-ignore
  const unfit = await hz.run(
    'duty',
    `task-force import ${written('unfit.csv', `${header}8,a08,member-2,\n9,a99,lead-08,\n`)} --yes --json`,
  );
  expect(data(unfit.out)).toMatchObject([
    { line: 2, column: 'members', code: 'task-force.member-unfit' },
    { line: 3, column: 'area', code: 'place.unknown' },
  ]);
  const file = written('teams.csv', `${header}7,a07,lead-07,member-1\n8,a08,lead-08,\n`);
  expect(data((await hz.run('duty', `task-force import ${file} --dry-run --json`)).out)).toEqual({ teams: 2, toForm: 2, toChange: 0, unchanged: 0 }); // prettier-ignore
  expect(await hz.run('duty', `task-force import ${file} --yes`)).toMatchObject({ code: 0 });
  expect(data((await hz.run('duty', `task-force import ${file} --yes --json`)).out)).toMatchObject({ unchanged: 2, done: 0 });
  const changed = written('changed.csv', `${header}7,a07,lead-07,member-2\n8,a08,lead-08,\n`);
  expect(data((await hz.run('duty', `task-force import ${changed} --yes --json`)).out)).toMatchObject({
    toChange: 1,
    unchanged: 1,
    done: 1,
  });
  const { members } = valueOf(await duty.client.query(TaskForceDetail, { no: 7 }));
  expect(members.map(({ leads }) => leads)).toEqual([true, false]);
  const elsewhere = written('elsewhere.csv', `${header}8,a08,lead-08,member-2\n`);
  expect(data((await hz.run('duty', `task-force import ${elsewhere} --yes --json`)).out)).toMatchObject([{ code: 'task-force.member-elsewhere' }]); // prettier-ignore
  expect((await hz.run('member-1', `task-force import ${file} --yes`)).code).toBe(4);
});

test('doors go out as a sheet, on paper too, and come back as visits; the same file twice is the same visits once', async () => {
  const { campaignId, no } = await site.round({ areas: ['a07'] });
  const { taskForceId } = valueOf(await duty.client.query(TaskForceDetail, { no: 7 })).row;
  await eventually(
    () => duty.client.command(ReassignTeam, { campaignId, toTeamId: taskForceId, reason: '本村队伍负责本村' }),
    (answer) => answer.ok,
  );
  const xlsx = join(folder, 'doors.xlsx');
  const exported = await hz.run('lead-07', `screening export --mine --open --file ${xlsx} --json`);
  expect(data(exported.out)).toEqual({ file: xlsx, units: 6, round: no });
  const doors = await rowsOf(xlsx);
  const path = (nth: number): string => doors[nth]?.cells['path'] ?? '';
  expect([doors.length, path(0), doors[0]?.cells['team']]).toEqual([6, 'houzhai/a07/c1/g1/h0001-r01', '7']);
  expect(await hz.run('lead-07', `screening export --mine --file ${join(folder, 'doors.pdf')}`)).toMatchObject({ code: 2 });
  // Who took along what is on record.
  const { rows: looks } = await platform.db.query<{ details: unknown; record: string }>(
    `select "details", "record_id" as record from "census_screening"."audit" where "operation" = 'ExportUnits'`,
  );
  expect(looks).toMatchObject([{ record: campaignId, details: { total: 6, filter: { mine: true, open: true } } }, { details: { total: 6 } }]); // prettier-ignore

  const pdf = join(folder, 'doors.pdf');
  expect(await hz.run('lead-07', `screening sheet --team-no 7 --open --pdf ${pdf} --yes`, { lang: 'zh' })).toMatchObject({ code: 0 });
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
  // Its paper is accounted for: numbered, with what is not keyed back yet.
  const [paper] = await papers(duty);
  expect(paper).toMatchObject({ kind: 'DOORS', status: 'PRINTED', area: 'a07', lines: 6, open: 6 });
  const sheet = paper?.no ?? '';

  const fill = async (name: string, ...told: readonly (Readonly<Record<string, string>> | undefined)[]): Promise<string> => {
    const filled = doors.map(({ cells }, nth) => ({ ...cells, ...told[nth] }));
    const columns = Object.keys(doors[0]?.cells ?? {}).map((header) => ({
      header,
      value: (row: Readonly<Record<string, string>>) => row[header] ?? '',
    }));
    const file = join(folder, name);
    const bytes = await new Response(ReadableStream.from(writeRows(filled, { format: name.endsWith('xlsx') ? 'xlsx' : 'csv', columns }))).arrayBuffer(); // prettier-ignore
    writeFileSync(file, Buffer.from(bytes));
    return file;
  };
  const found = { outcome: 'Completed', time: '2020-02-11 09:30', 'not in the register': '2' };
  const vain = { outcome: 'Nobody home', time: '2020-02-11 09:40' };
  const coverage = async () => valueOf(await duty.client.query(CampaignDetail, { campaignId })).row.coverage;

  const bad = await fill('bad.csv', { ...found, 'not in the register': '' }, { outcome: 'Vacant', time: '2020-02-11 9:50' }, { ...vain, time: '2031-01-01 09:00' }); // prettier-ignore
  const refused = await hz.run('lead-07', `screening import-visits ${bad} --yes --json`);
  expect([refused.code, data(refused.out)]).toEqual([
    1,
    [
      expect.objectContaining({ line: 2, column: 'not in the register', code: 'screening.persons-missing' }),
      expect.objectContaining({ line: 3, column: 'evidence', code: 'screening.evidence-missing' }),
      expect.objectContaining({ line: 4, column: 'time', code: 'record.happened-in-future' }),
    ],
  ]);
  expect(refused.err).toContain('Nothing was entered');
  expect((await hz.run('lead-07', `screening import-visits ${bad} --yes`, { lang: 'zh' })).out).toContain('screening.evidence-missing');

  // Who was found is named by number; one that is nobody's, or no number at all, is named by its line.
  const personId = await seedPerson(await site.as('COMMUNITY_WORKER'), 'a07');
  const { no: personNo } = valueOf(await duty.client.query(PersonDetail, { personId })).row;
  const named = { outcome: 'Completed', time: '2020-02-11 09:30', found: personNo };
  const nobody = formatBusinessNumber({ prefix: 'PE', date: '2020-02-11', sequence: 9999 });
  const strangers = await fill('strangers.csv', { ...named, found: nobody }, named);
  expect(data((await hz.run('lead-07', `screening import-visits ${strangers} --dry-run --json`)).out)).toMatchObject([
    { line: 2, column: 'found', code: 'screening.no-such-person', words: expect.stringContaining(nobody) },
  ]);
  const illegible = await fill('illegible.csv', { ...named, found: '测试甲' });
  expect(data((await hz.run('lead-07', `screening import-visits ${illegible} --dry-run --json`)).out)).toMatchObject([{ line: 2, column: 'found', code: 'person-no' }]); // prettier-ignore

  const file = await fill('visits.xlsx', { ...found, sheet }, vain, {
    outcome: 'Vacant',
    time: '2020-02-11 10:00',
    evidence: 'the meter says so',
  });
  const trial = await hz.run('lead-07', `screening import-visits ${file} --dry-run --yes --json`);
  expect(data(trial.out)).toEqual({ round: no, visits: 3, recordedBefore: 0, empty: 3, toRecord: 3, recorded: 0 });
  expect(await coverage()).toMatchObject({ accounted: 0, unopened: 6 });
  expect(data((await hz.run('lead-07', `screening import-visits ${file} --yes --json`)).out)).toMatchObject({ recorded: 3 });
  expect(await coverage()).toMatchObject({ accounted: 2, nobodyHome: 1, unvisited: 3 });
  expect(await papers(duty)).toMatchObject([{ no: sheet, lines: 6, open: 3 }]);

  // The same doors on the same paper again, under the number it has; whoever has nothing to do with doors knows of no such sheet.
  const again = await hz.run('lead-07', `screening export --sheet ${sheet} --pdf ${pdf} --json`);
  expect(again).toMatchObject({ code: 0 });
  expect(valueOf(await duty.client.query(UnitsPage, { sheet: sheet.slice(-6) }))).toMatchObject({ sheetNo: sheet, total: 6 });
  expect(await papers(await site.as('AGENT', 'houzhai'))).toEqual([]);
  expect(await papers(await site.as('TEAM_LEAD', 'houzhai/a08'))).toEqual([]);
  expect(await (await site.as('AGENT')).client.command(DestroySheet, { no: sheet, witness: '网格员' })).toMatchObject({ refusal: { code: 'record.not-found' } }); // prettier-ignore
  expect(await duty.client.query(WorkSheet, { no: sheet })).toMatchObject({ refusal: { code: 'record.not-found' } });
  expect(await duty.client.command(PrintDoorSheet, { campaignId, area: 'a09' })).toMatchObject({ refusal: { code: 'sheet.no-doors' } });
  expect(await hz.run('lead-07', `sheet destroy ${sheet} --witness 社区值班员 --yes`)).toMatchObject({ code: 0 });
  expect(await papers(duty, true)).toEqual([]);

  // Once more, with a line more and under another name: only that line counts.
  const more = await fill('again.csv', { ...found, sheet }, vain, { outcome: 'Vacant', time: '2020-02-11 10:00', evidence: 'the meter says so' }, vain); // prettier-ignore
  expect(data((await hz.run('lead-07', `screening import-visits ${more} --yes --json`)).out)).toMatchObject({
    recordedBefore: 3,
    recorded: 1,
  });
  expect(data((await hz.run('lead-07', `screening import-visits ${more} --yes --json`)).out)).toMatchObject({
    recordedBefore: 4,
    recorded: 0,
  });
  expect(await coverage()).toMatchObject({ accounted: 2, nobodyHome: 2, unvisited: 2 });

  // In vain twice in one half of the day, both in the file: the second is refused before the first counts.
  const [, , , , fifth] = doors;
  const twice = written('twice.csv', `path,outcome,time\n${fifth?.cells['path'] ?? ''},nobody home,2020-02-11 09:00\n${fifth?.cells['path'] ?? ''},nobody home,2020-02-12 10:00\n`); // prettier-ignore
  expect(data((await hz.run('lead-07', `screening import-visits ${twice} --yes --json`)).out)).toMatchObject([
    { line: 3, column: 'time', code: 'screening.other-half-needed' },
  ]);
  expect(await coverage()).toMatchObject({ unvisited: 2 });
  // A door that is not theirs does not exist for them.
  const strange = written('strange.csv', 'path,outcome,time\nhouzhai/a09/c1/g1/h0001-r01,refused,2020-02-11 09:00\n');
  expect(data((await hz.run('lead-07', `screening import-visits ${strange} --yes --json`)).out)).toMatchObject([{ line: 2, column: 'path', code: 'record.not-found' }]); // prettier-ignore

  // The last door, with who was found there.
  const last = await fill('last.csv', undefined, undefined, undefined, undefined, undefined, named);
  expect(data((await hz.run('lead-07', `screening import-visits ${last} --yes --json`)).out)).toMatchObject({ recorded: 1 });
  const { rows: seen } = await platform.db.query<{ person: string }>(
    `select "person_id" as person from "census_screening"."screening_found"`,
  );
  expect(seen).toEqual([{ person: personId }]);
  expect(data((await hz.run('lead-07', `screening import-visits ${last} --yes --json`)).out)).toMatchObject({ recordedBefore: 1 });
});
