import { afterAll, beforeAll, expect, test } from 'vitest';
import { FileRefused, readRows, writeRows, type FileRow } from '@houzhai/documents';
import { AbandonImport, BeginImport, CheckImport, CommitImport, ListPlaces, RegisterPerson, StageImportRows } from '@houzhai/contracts';
import { badFiles, goodPersons, personFile, syntheticId, type BadFile, type Unreadable } from './bad-files.ts';
import { startPlatform, type Platform, type TestOperator } from './platform.ts';
import { rowCounts } from './row-counts.ts';
import { seedAreas, valueOf } from './seed.ts';

let platform: Platform;
let admin: TestOperator;

beforeAll(async () => {
  platform = await startPlatform({ services: ['command-center', 'census-screening'] });
  admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  const known = { name: '测试甲', documentKind: 'RESIDENT_ID', documentNo: syntheticId('19300101', 1), path: 'houzhai/a07' } as const;
  valueOf(await admin.client.command(RegisterPerson, known));
});
afterAll(() => platform.stop());

/** What an import may leave behind: that it was tried, and its row in the audit. */
const TRACES = /^census_screening\.(import|audit|command_log)$/;

const workbook = async (rows: readonly Readonly<Record<string, string | number | undefined>>[]): Promise<Buffer> => {
  const columns = ['name', 'path'].map((header) => ({ header, value: (row: (typeof rows)[number]) => row[header] }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeRows(rows, { format: 'xlsx', columns })) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const allBadFiles = async (): Promise<readonly BadFile[]> => {
  const path = 'houzhai/a07';
  const shown = ['#REF!', '#DIV/0!', '#N/A', '#VALUE!', '#NAME?'];
  const formulas = shown.map(async (error): Promise<Unreadable> => {
    return [
      `a formula that shows ${error}`,
      await workbook([
        { name: '甲', path },
        { name: error, path },
      ]),
      'formula-error',
      3,
    ];
  });
  const lost = workbook([{ name: 330782195603120000, path }]);
  const others: readonly Unreadable[] = [
    ...(await Promise.all(formulas)),
    ['an identity number typed as a number', await lost, 'digits-lost', 2],
  ];
  return badFiles(await workbook(goodPersons(700, 40)), others);
};

const readAll = async (bytes: Uint8Array): Promise<FileRow[] | FileRefused> => {
  const rows: FileRow[] = [];
  try {
    for await (const row of readRows(bytes)) rows.push(row);
    return rows;
  } catch (error) {
    if (error instanceof FileRefused) return error;
    throw error;
  }
};

/** Brings a file as the console does: read here, sent in rows, checked, committed. Says where and why it was turned away. */
async function bring({ kind, bytes }: Pick<BadFile, 'kind' | 'bytes'>): Promise<unknown> {
  const { client } = admin;
  const rows = await readAll(bytes);
  if (rows instanceof FileRefused) return { by: 'reader', code: rows.code, ...(rows.line === undefined ? {} : { line: rows.line }) };
  const { importId } = valueOf(await client.command(BeginImport, { kind, fileName: 'rows.csv' }));
  const staged = await client.command(StageImportRows, { importId, chunk: 0, rows: rows.map(({ line, cells }) => ({ line, cells })) });
  if (!staged.ok) {
    expect(staged.refusal.code).toBe('request.invalid');
    valueOf(await client.command(AbandonImport, { importId }));
    return { by: 'contract', path: (staged.refusal.params as { path?: string }).path };
  }
  const checked = valueOf(await client.command(CheckImport, { importId }));
  const committed = await client.command(CommitImport, { importId });
  if (committed.ok) return { entered: committed.value.entered };
  expect(committed.refusal).toEqual({ code: 'import.has-errors', params: { errors: checked.faultCount } });
  valueOf(await client.command(AbandonImport, { importId }));
  expect(checked.faults.length).toBe(checked.faultCount);
  return { by: 'rule', faults: checked.faults };
}

/** Words of the file that no answer may repeat. */
const repeats = (answer: unknown, { bytes }: BadFile): boolean => {
  const text = JSON.stringify(answer);
  const words =
    Buffer.from(bytes)
      .toString('utf8')
      .match(/\d{11,}|批量[^,]{1,6}/gu) ?? [];
  return words.some((word) => text.includes(word));
};

test('two hundred bad files and one good one: each bad one is told where and why, and enters nobody', { timeout: 240_000 }, async () => {
  const files = await allBadFiles();
  expect(files.length).toBeGreaterThanOrEqual(200);
  expect(new Set(files.map(({ what, kind, bytes }) => `${kind} ${what} ${String(bytes.length)}`)).size).toBe(files.length);
  const before = await rowCounts(platform.db, TRACES);
  for (const [index, file] of files.entries()) {
    if (index === 100) {
      const good = goodPersons(900, 25);
      expect(await bring({ kind: 'PERSONS', bytes: personFile(good) })).toEqual({ entered: 25 });
      const after = await rowCounts(platform.db, TRACES);
      const grown = Object.entries(after).filter(([name, count]) => count !== before[name]);
      expect(
        Object.fromEntries(grown.map(([name, count]) => [name.replace('census_screening.', ''), count - (before[name] ?? 0)])),
      ).toEqual({
        outbox: 25,
        person: 25,
        person_key: 25,
      });
      Object.assign(before, after);
    }
    const answer = await bring(file);
    const { refused } = file;
    const told = refused.by === 'rule' ? { by: 'rule', faults: expect.arrayContaining([withoutBy(refused)]) as unknown } : refused;
    expect.soft([file.what, answer]).toEqual([file.what, told]);
    expect.soft([file.what, repeats(answer, file)]).toEqual([file.what, false]);
  }
  expect(await rowCounts(platform.db, TRACES)).toEqual(before);
  const { rows } = await platform.db.query(`select "status", count(*)::int from "census_screening"."import" group by "status" order by 1`);
  expect(rows.map((row) => (row as { status: string }).status)).toEqual(['ABANDONED', 'COMMITTED']);
});

const withoutBy = ({ by: _by, ...rest }: { by: string }): unknown => rest;

test('a bad file refused once can be brought again when it is put right', async () => {
  const [file] = (await allBadFiles()).filter(({ refused }) => refused.by === 'rule');
  expect(await bring(file!)).toMatchObject({ by: 'rule' });
  expect(await bring({ kind: 'PERSONS', bytes: personFile(goodPersons(0, 4)) })).toEqual({ entered: 4 });
  expect(await bring({ kind: 'PERSONS', bytes: personFile(goodPersons(0, 4)) })).toMatchObject({
    by: 'rule',
    faults: [2, 3, 4, 5].map((line) => ({ line, column: 'documentNo', rule: 'known-already' })),
  });
});

test('places are there with their names once their file is good', async () => {
  const bytes = Buffer.from('path,level,zh\nhouzhai/a07/good,compound,好小区\nhouzhai/a07/good/g1,grid,一网格\n');
  expect(await bring({ kind: 'PLACES', bytes })).toEqual({ entered: 2 });
  const { rows } = valueOf(await admin.client.query(ListPlaces, { under: 'houzhai/a07' }));
  expect(rows).toEqual([expect.objectContaining({ path: 'houzhai/a07/good', level: 'compound', zh: '好小区' })]);
});
