import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  DestroySheet,
  IsolationBoard,
  IsolationDetail,
  OrderIsolation,
  PrintFollowUpSheet,
  RecordFollowUp,
  SheetsPage,
  StartIsolation,
  WorkSheet,
  type Role,
} from '@houzhai/contracts';
import { Hz } from './hz-command.ts';
import { TestClock, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedPerson, valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const clock = new TestClock();
let platform: Platform;
let hz: Hz;
/** The half-day after the start, and its day. */
const FIRST = { day: '', half: 'AM' as 'AM' | 'PM' };
const cases: { readonly isolationId: string; readonly no: string }[] = [];

const as = (role: Role, area = 'houzhai/a07'): Promise<TestOperator> => platform.operator([role], [area]);

beforeAll(async () => {
  platform = await startPlatform({ clock });
  await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
  const worker = await as('COMMUNITY_WORKER');
  const doctorId = (await as('COMMUNITY_DOCTOR')).operatorId;
  for (const name of ['测试甲', '测试乙', '测试丙']) {
    const personId = await seedPerson(worker, 'a07', name);
    const { isolationId, no } = valueOf(await worker.client.command(OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' }));
    const start = { noticeNo: 'GL-1', careTeam: { streetCadreId: worker.operatorId, doctorId }, household: 'LIVES_ALONE', supplyEnsured: true } as const; // prettier-ignore
    valueOf(await worker.client.command(StartIsolation, { isolationId, ...start }));
    cases.push({ isolationId, no });
  }
  const { slots } = valueOf(await worker.client.query(IsolationDetail, { isolationId: cases[0]?.isolationId ?? '' }));
  const [first] = slots;
  if (!first) throw new Error('No half-day');
  Object.assign(FIRST, { day: first.date, half: first.half });
  // Two hours before that half-day is over.
  const until = Temporal.Instant.from(first.dueAt).subtract({ hours: 2 });
  clock.advance(until.since(Temporal.Now.instant()));
  await platform.account('worker', '社区甲', ['COMMUNITY_WORKER'], ['houzhai/a07'], PASSWORD);
  hz = new Hz(platform.natsUrl);
  expect(await hz.run('worker', 'sign-in worker', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
});
afterAll(async () => {
  hz.remove();
  await platform.stop();
});

test('a sheet is printed as a PDF, keyed back in a few keys a line, told apart by what was refused, and destroyed', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hz-sheet-')), 'sheet.pdf');
  const printed = await hz.run('worker', `sheet print --area a07 --day ${FIRST.day} --half ${FIRST.half} --pdf ${file} --yes --json`);
  expect(printed).toMatchObject({ code: 0 });
  const { no, lines } = (JSON.parse(printed.out) as { data: { no: string; lines: number } }).data;
  expect(lines).toBe(3);
  const pdf = readFileSync(file);
  rmSync(dirname(file), { recursive: true });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.length).toBeGreaterThan(10_000);

  const hour = FIRST.half === 'AM' ? '09' : '15';
  const keyed = await hz.run('worker', `sheet key ${no} --yes --json`, {
    input: `1 365 ${hour}30\n2 372 ${hour}35 p\n9 365\n3 大约正常\n`,
  });
  expect(keyed.code).toBe(1);
  const outcomes = (JSON.parse(keyed.out) as { data: { line: string; status: string }[] }).data;
  expect(outcomes.map(({ status }) => status === 'RECORDED')).toEqual([true, true, false, false]);

  const worker = await as('COMMUNITY_WORKER');
  const sheet = valueOf(await worker.client.query(WorkSheet, { no }));
  expect(sheet.row).toMatchObject({ open: 1, lines: 3, status: 'PRINTED' });
  expect(sheet.lines.map(({ line, status }) => `${String(line)} ${status}`)).toEqual(['1 SEEN_OK', '2 SEEN_OK', '3 NOT_PERFORMED']);
  const recorded = valueOf(await worker.client.query(IsolationDetail, { isolationId: sheet.lines[1]?.isolationId ?? '' })).slots[0];
  expect(recorded).toMatchObject({ sheetNo: no, method: 'PHONE', status: 'SEEN_OK' });
  expect(recorded?.occurredAt).toBe(Temporal.PlainDateTime.from(`${FIRST.day}T${hour}:35`).toZonedDateTime('Asia/Shanghai').toInstant().toString()); // prettier-ignore

  // A second sheet holds only what is left; a third has nothing to hold.
  const again = { area: 'a07', day: FIRST.day, half: FIRST.half } as const;
  expect(valueOf(await worker.client.command(PrintFollowUpSheet, again)).lines).toBe(1);
  const [left] = sheet.lines.slice(2);
  const { isolationId = '', date = '', half = 'AM' } = left ?? {};
  valueOf(await worker.client.command(RecordFollowUp, { isolationId, date, half, temperature: 36.4, method: 'DOOR' }));
  expect(await worker.client.command(PrintFollowUpSheet, again)).toMatchObject({
    refusal: { code: 'sheet.nothing-to-do', params: { day: FIRST.day, half: FIRST.half } },
  });
  expect(valueOf(await worker.client.query(SheetsPage, { open: true })).rows).toEqual([]);

  valueOf(await worker.client.command(DestroySheet, { no, witness: '社区值班员' }));
  expect(await worker.client.command(DestroySheet, { no, witness: '社区值班员' })).toMatchObject({ refusal: { code: 'sheet.destroyed' } });
  expect(valueOf(await worker.client.query(SheetsPage, { paper: true })).total).toBe(1);
});

test('the board counts cases by area and day, for those who may see them', async () => {
  const board = valueOf(await (await as('COMMUNITY_WORKER')).client.query(IsolationBoard, { days: 20 }));
  expect(board.total).toBe(3);
  const [row, ...others] = board.rows;
  expect(others).toEqual([]);
  expect(row).toMatchObject({ area: 'a07', overdue: 0, findings: 0 });
  expect(row?.cells[0]).toMatchObject({ isolated: 3, ends: 0 });
  // Each case is counted up to its last day, which is told, and on no day after it.
  const last = row?.cells.findIndex(({ ends }) => ends > 0) ?? -1;
  expect(row?.cells.map(({ isolated }) => isolated)).toEqual(board.days.map((_, at) => (at <= last ? 3 : 0)));
  expect(valueOf(await (await as('COMMUNITY_WORKER', 'houzhai/a01')).client.query(IsolationBoard, {}))).toMatchObject({
    rows: [],
    total: 0,
  });
});

test('a sheet is for those of its place and whoever printed it', async () => {
  const elsewhere = await as('COMMUNITY_WORKER', 'houzhai/a01');
  expect(valueOf(await elsewhere.client.query(SheetsPage, {})).total).toBe(0);
  const [one] = valueOf(await (await as('COMMUNITY_WORKER')).client.query(SheetsPage, {})).rows;
  expect(await elsewhere.client.query(WorkSheet, { no: one?.no ?? '' })).toMatchObject({ refusal: { code: 'record.not-found' } });
  expect(await elsewhere.client.command(DestroySheet, { no: one?.no ?? '', witness: '无' })).toMatchObject({
    refusal: { code: 'record.not-found' },
  });
  expect(await elsewhere.client.command(PrintFollowUpSheet, { area: 'a07', half: 'AM' })).toMatchObject({
    refusal: { code: 'sheet.nothing-to-do' },
  });
});
