import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archive, sheetXml, textCell, workbookParts } from '../test/archive.ts';
import { readRows, writeRows, type CellValue, type FileSource } from './index.ts';

const read = async (source: FileSource) => {
  const rows = [];
  for await (const row of readRows(source)) rows.push(row);
  return rows;
};
const bytesOf = async (pieces: AsyncIterable<Uint8Array>) => {
  const all = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
};
const write = (rows: readonly Record<string, CellValue>[], headers: readonly string[], format: 'csv' | 'xlsx') =>
  bytesOf(writeRows(rows, { format, columns: headers.map((header) => ({ header, value: (row) => row[header] })) }));

const people = [
  { line: 2, cells: { 姓名: '测试甲', 电话: '19900000001' } },
  { line: 3, cells: { 姓名: '测试乙', 电话: '' } },
];
const csv = '姓名,电话\r\n测试甲,19900000001\r\n测试乙,\r\n';
/** GBK of `姓名,电话` … as a spreadsheet program of a Chinese Windows writes it. */
const gbk = execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GBK'], { input: csv });

describe('reading', () => {
  it.each([
    ['UTF-8', Buffer.from(csv)],
    ['UTF-8 with byte order mark', Buffer.from(`\ufeff${csv}`)],
    ['GBK', gbk],
    ['UTF-16 with tabs', Buffer.from(`\ufeff${csv.replaceAll(',', '\t')}`, 'utf16le')],
    ['semicolons and LF', Buffer.from(csv.replaceAll(',', ';').replaceAll('\r', ''))],
    ['CR alone', Buffer.from(csv.replaceAll('\n', ''))],
    ['no last line end', Buffer.from(csv.trimEnd() + ',')],
    [
      'XLSX',
      archive(
        workbookParts(
          sheetXml(
            textCell('A1', '姓名') + textCell('B1', '电话'),
            textCell('A2', '测试甲') + '<c r="B2"><v>19900000001</v></c>',
            textCell('A3', '测试乙'),
          ),
        ),
      ),
    ],
  ])('%s', async (_name, bytes) => {
    expect(await read(bytes)).toEqual(people);
  });

  it('a stream in pieces of one byte', async () => {
    const pieces = async function* () {
      for (const byte of gbk) yield Uint8Array.of(byte);
    };
    expect(await read(pieces())).toEqual(people);
  });

  it('header only gives no rows', async () => {
    expect(await read(Buffer.from('a,b\n'))).toEqual([]);
    expect(await read(archive(workbookParts(sheetXml(textCell('A1', 'a')))))).toEqual([]);
  });

  it('knows the line of a row behind quoted line ends and blank lines', async () => {
    const rows = await read(Buffer.from('a,b\n"1\n1",2\n\n,\n3,"x""y"\n'));
    expect(rows).toEqual([
      { line: 2, cells: { a: '1\n1', b: '2' } },
      { line: 6, cells: { a: '3', b: 'x"y' } },
    ]);
  });

  it('skips blank lines before the header, trims, drops empty columns at the end', async () => {
    expect(await read(Buffer.from('\n,,\n a , b ,,\n 1 , 2 ,,\n'))).toEqual([{ line: 4, cells: { a: '1', b: '2' } }]);
  });

  it('XLSX: days, truth, numbers, results of formulas', async () => {
    const styles = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>';
    const parts = workbookParts(
      sheetXml(
        ['A', 'B', 'C', 'D', 'E'].map((column) => textCell(`${column}1`, column.toLowerCase())).join(''),
        '<c r="A2" s="1"><v>43875</v></c><c r="B2" s="1"><v>43875.5</v></c><c r="C2" t="b"><v>1</v></c><c r="D2"><v>0.1</v></c><c r="E2" t="str"><f>A1</f><v>x</v></c>',
      ),
    ).map((part) =>
      part.name === 'xl/_rels/workbook.xml.rels'
        ? {
            ...part,
            body: String(part.body).replace(
              '</Relationships>',
              '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
            ),
          }
        : part,
    );
    const rows = await read(archive([...parts, { name: 'xl/styles.xml', body: styles }]));
    expect(rows).toEqual([{ line: 2, cells: { a: '2020-02-14', b: '2020-02-14T12:00:00', c: 'TRUE', d: '0.1', e: 'x' } }]);
  });

  it('stops early without complaint', async () => {
    for await (const row of readRows(Buffer.from('a\n' + '1\n'.repeat(100_000)))) {
      expect(row.line).toBe(2);
      break;
    }
  });
});

describe('writing', () => {
  it('CSV opens in spreadsheet programs and runs nothing', async () => {
    const bytes = await write(
      [
        { a: '=1+1', b: true },
        { a: "'+x", b: -5 },
        { a: 'x,"y"\n', b: null },
      ],
      ['a', 'b'],
      'csv',
    );
    expect(bytes.toString()).toBe('\ufeffa,b\r\n\'=1+1,TRUE\r\n\'\'+x,-5\r\n"x,""y""\n",\r\n');
  });

  it.each(['csv', 'xlsx'] as const)('%s: what is written is read', async (format) => {
    const cell = fc
      .string({
        unit: fc.oneof(fc.constantFrom(...'=+-@\'"，,;\n\t0_x中𠮷'), fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 1 })),
        maxLength: 12,
      })
      .map((value) =>
        value
          .replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff\ufeff]/g, '')
          .toWellFormed()
          .trim(),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ key: fc.constant('k'), 列: cell, other: cell }), { maxLength: 6 }), async (rows) => {
        const back = await read(await write(rows, ['key', '列', 'other'], format));
        expect(back.map((row) => row.cells)).toEqual(rows.filter((row) => format === 'csv' || !/^#(?:REF!|N\/A)$/.test(row.列)));
      }),
      { numRuns: 60 },
    );
  });

  it('XLSX keeps eighteen digits and replaces what XML cannot carry', async () => {
    const rows = await read(await write([{ a: '110105194912310026', b: 'x\u0001y\ud800' }], ['a', 'b'], 'xlsx'));
    expect(rows[0]?.cells).toEqual({ a: '110105194912310026', b: 'x\ufffdy\ufffd' });
  });

  it.each(['csv', 'xlsx'] as const)('%s: 36,210 rooms, streamed', async (format) => {
    const rooms = function* () {
      for (let room = 1; room <= 36_210; room += 1) yield { path: `houzhai/a07/c1/g1/r${room}`, room };
    };
    const pieces = writeRows(rooms(), {
      format,
      columns: [
        { header: 'path', value: (row) => row.path },
        { header: 'room', value: (row) => row.room },
      ],
    });
    let count = 0;
    for await (const row of readRows(pieces)) {
      count += 1;
      if (count === 36_210) expect(row.cells).toEqual({ path: 'houzhai/a07/c1/g1/r36210', room: '36210' });
    }
    expect(count).toBe(36_210);
  });

  it('passes on a failure of the rows', async () => {
    const failing = async function* (): AsyncGenerator<{ a: string }> {
      yield { a: '1' };
      throw new Error('source gone');
    };
    for (const format of ['csv', 'xlsx'] as const) {
      await expect(bytesOf(writeRows(failing(), { format, columns: [{ header: 'a', value: (row) => row.a }] }))).rejects.toThrow(
        'source gone',
      );
    }
  });
});
