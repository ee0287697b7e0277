import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { archive, sheetXml, textCell, workbookParts } from '../test/archive.ts';
import { FileRefused, readRows, type FileRefusal, type ReadLimits } from './index.ts';

const text = (value: string) => Buffer.from(value);
const header = textCell('A1', '姓名') + textCell('B1', '电话');
const workbook = (...rows: string[]) => archive(workbookParts(sheetXml(...rows)));
const good = workbook(header, textCell('A2', '测试甲'));
const compound = (content: string) =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504), Buffer.from(content, 'utf16le'), Buffer.alloc(512)]);
const zeros = Buffer.alloc(20 * 1024 * 1024, 0x20);

const read = async (bytes: Uint8Array | AsyncIterable<Uint8Array>, limits: Partial<ReadLimits> = {}) => {
  const rows = [];
  for await (const row of readRows(bytes, { limits })) rows.push(row);
  return rows;
};

/** name, file, refusal, line, column */
type Hostile = readonly [string, Uint8Array, FileRefusal, number?, number?];

const hostile: readonly Hostile[] = [
  ['0 bytes', text(''), 'no-header'],
  ['only a byte order mark', text('\ufeff'), 'no-header'],
  ['only line ends', text('\r\n\r\n\n'), 'no-header'],
  ['only separators', text(',,,\n,,,'), 'no-header'],
  ['an HTML page named .xls', text('\ufeff\n<html><table><tr><td>1</td></tr></table></html>'), 'not-a-spreadsheet'],
  ['an XML document', text('<?xml version="1.0"?><Workbook/>'), 'not-a-spreadsheet'],
  ['a PDF', text('%PDF-1.7\n1 0 obj'), 'not-a-spreadsheet'],
  ['a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not-a-spreadsheet'],
  ['gzip', gzipSync('a,b\n1,2'), 'not-a-spreadsheet'],
  ['NUL bytes', text('a,b\n1,\u00002'), 'not-a-spreadsheet'],
  ['an executable', Buffer.concat([text('MZ'), Buffer.alloc(200)]), 'not-a-spreadsheet'],
  ['bytes of no encoding', Buffer.from([0x61, 0x0a, 0xff, 0xff, 0x80, 0x0a]), 'bad-encoding'],
  ['UTF-16 cut in half', Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x00, 0xd8]), 'bad-encoding'],
  ['an .xls of 1997', compound('Workbook'), 'legacy-format'],
  ['a workbook with a password', compound('EncryptedPackage'), 'encrypted'],
  ['an encrypted ZIP', archive([{ name: 'xl/workbook.xml', body: 'x', flags: 1 }]), 'encrypted'],
  ['a ZIP of something else', archive([{ name: 'word/document.xml', body: '<x/>' }]), 'not-a-spreadsheet'],
  ['an empty ZIP', archive([]), 'not-a-spreadsheet'],
  ['a truncated workbook', good.subarray(0, good.length - 40), 'damaged'],
  ['the head of a workbook', good.subarray(0, 30), 'damaged'],
  ['PK and nothing more', Buffer.from([0x50, 0x4b, 3, 4]), 'damaged'],
  ['a flipped byte in a part', Buffer.from(good).fill(0xff, 60, 64), 'damaged'],
  ['a directory that points nowhere', Buffer.from(good).fill(0x7f, good.length - 6, good.length - 2), 'damaged'],
  ['two parts of one name', archive([...workbookParts(sheetXml(header)), { name: 'xl/workbook.xml', body: '<workbook/>' }]), 'damaged'],
  ['a sheet that is missing', archive(workbookParts('').slice(0, 4)), 'damaged'],
  ['a sheet cut off in a tag', archive(workbookParts('<worksheet><sheetData><row r="1"><c r="A1"')), 'no-header'],
  ['a sheet named beyond the grid', workbook(textCell('ZZZZZZ1', 'x')), 'damaged'],
  ['a bomb that says so', archive(workbookParts(zeros, { claimedSize: 300 * 1024 * 1024 })), 'too-large'],
  ['a bomb that hides', archive(workbookParts(zeros, { claimedSize: 1000 })), 'damaged'],
  ['a bomb that says nothing', archive(workbookParts(zeros, { claimedSize: 0 })), 'damaged'],
  [
    'shared strings of 40 MB',
    archive([...workbookParts(sheetXml(header)), { name: 'xl/sharedStrings.xml', body: Buffer.alloc(40 * 1024 * 1024, 0x20) }]),
    'too-large',
  ],
  [
    '3,000 parts',
    archive([...workbookParts(sheetXml(header)), ...Array.from({ length: 3_000 }, (_, index) => ({ name: `p${index}`, body: '' }))]),
    'too-large',
  ],
  ['a cell in column XFD', workbook(header, textCell('XFD2', 'x')), 'row-too-wide', 2, 257],
  ['a header 1,000,000 columns wide', text(Array.from({ length: 1_000_000 }, (_, index) => index).join(',')), 'cell-too-long', 1],
  ['a row wider than its header (XLSX)', workbook(header, textCell('C2', 'x')), 'row-too-wide', 2, 3],
  ['a row wider than its header (CSV)', text('a,b\n1,2\n1,2,3'), 'row-too-wide', 3, 3],
  ['two headers of one name', text('a,b, a \n1,2,3'), 'duplicate-header', 1, 3],
  ['a value below an empty header', text('a,,c\n1,,3\n1,2,3'), 'no-header', 3, 2],
  ['a cell of 10 MB', text(`a\n${'x'.repeat(10 * 1024 * 1024)}`), 'cell-too-long', 2],
  ['a cell of 40,000 characters', text(`a,b\n1,${'x'.repeat(40_000)}`), 'cell-too-long', 2, 2],
  ['a header of 40,000 characters', text('x'.repeat(40_000)), 'cell-too-long', 1],
  ['a quote that never ends', text('a,b\n1,"2\n3,4\n'), 'broken-quotes', 2],
  ['a quote closed in the middle', text('a,b\n1,"2"3\n'), 'broken-quotes', 2],
  ['a formula error', workbook(header, textCell('A2', 'x') + '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'), 'formula-error', 2, 2],
  ['an identity number typed as a number', workbook(header, '<c r="A2"><v>330782199003071200</v></c>'), 'digits-lost', 2, 1],
];

describe('hostile files', () => {
  it.each(hostile.map(([name, bytes, code, line, column]) => ({ name, bytes, code, line, column })))(
    '$name',
    async ({ bytes, code, line, column }) => {
      const error: unknown = await read(bytes).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(FileRefused);
      expect(error).toMatchObject({ code, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) });
      expect((error as FileRefused).message).toBe(code);
    },
  );

  it('limits bytes of a stream without reading it to its end', async () => {
    let pieces = 0;
    const endless = async function* () {
      for (;;) {
        pieces += 1;
        yield Buffer.alloc(1024, 0x61);
      }
    };
    await expect(read(endless(), { maxBytes: 10_000 })).rejects.toMatchObject({ code: 'too-large' });
    expect(pieces).toBe(10);
  });

  it('limits rows', async () => {
    await expect(read(text('a\n1\n2\n3'), { maxRows: 2 })).rejects.toMatchObject({ code: 'too-large', line: 4 });
    expect(await read(text('a\n1\n2'), { maxRows: 2 })).toHaveLength(2);
  });

  it('does not expand entities', async () => {
    const lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>';
    const bytes = archive(workbookParts(lol + sheetXml(header, textCell('A2', '&c;'))));
    const rows = await read(bytes).catch((error: unknown) => error);
    if (!(rows instanceof FileRefused)) expect(JSON.stringify(rows).length).toBeLessThan(200);
  });

  it('takes a header named __proto__ as a name', async () => {
    const [row] = await read(text('__proto__,b\nx,2'));
    expect(Object.keys(row?.cells ?? {})).toEqual(['__proto__', 'b']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('refuses the other format when one is asked for', async () => {
    const rows = async (bytes: Uint8Array, format: 'csv' | 'xlsx') => {
      for await (const row of readRows(bytes, { format })) expect(row).toBeDefined();
    };
    await expect(rows(text('a\n1'), 'xlsx')).rejects.toMatchObject({ code: 'not-a-spreadsheet' });
    await expect(rows(good, 'csv')).rejects.toMatchObject({ code: 'not-a-spreadsheet' });
  });
});
