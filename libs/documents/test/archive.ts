import { crc32, deflateRawSync } from 'node:zlib';

export interface Part {
  readonly name: string;
  readonly body: Uint8Array | string;
  /** Size the directory claims; the truth if absent. */
  readonly claimedSize?: number;
  readonly flags?: number;
}

const u16 = (value: number) => Buffer.from([value & 0xff, (value >> 8) & 0xff]);
const u32 = (value: number) => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};

/** A ZIP archive whose directory may lie. */
export const archive = (parts: readonly Part[]): Buffer => {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, body, claimedSize, flags = 0 } of parts) {
    const raw = Buffer.from(body as string);
    const packed = deflateRawSync(raw);
    const title = Buffer.from(name);
    const sizes = [u32(crc32(raw)), u32(packed.length), u32(claimedSize ?? raw.length)];
    const entry = Buffer.concat([u32(0x04034b50), u16(20), u16(flags), u16(8), u32(0), ...sizes, u16(title.length), u16(0), title, packed]);
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16(20),
        u16(20),
        u16(flags),
        u16(8),
        u32(0),
        ...sizes,
        u16(title.length),
        u16(0),
        u16(0),
        u16(0),
        u16(0),
        u32(0),
        u32(at),
        title,
      ]),
    );
    local.push(entry);
    at += entry.length;
  }
  const table = Buffer.concat(directory);
  const end = Buffer.concat([u32(0x06054b50), u16(0), u16(0), u16(parts.length), u16(parts.length), u32(table.length), u32(at), u16(0)]);
  return Buffer.concat([...local, table, end]);
};

const relations = (...targets: [type: string, target: string][]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(
      ([type, target], index) =>
        `<Relationship Id="rId${index + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`;

/** The parts of a workbook around the XML of its one sheet. */
export const workbookParts = (sheetXml: string | Uint8Array, sheet: Partial<Part> = {}): Part[] => [
  {
    name: '[Content_Types].xml',
    body: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
  },
  { name: '_rels/.rels', body: relations(['officeDocument', 'xl/workbook.xml']) },
  {
    name: 'xl/workbook.xml',
    body: '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
  },
  { name: 'xl/_rels/workbook.xml.rels', body: relations(['worksheet', 'worksheets/sheet1.xml']) },
  { name: 'xl/worksheets/sheet1.xml', body: sheetXml, ...sheet },
];

/** A sheet from rows of raw cell XML. */
export const sheetXml = (...rows: string[]): string =>
  `<?xml version="1.0"?><worksheet><sheetData>${rows.map((cells, index) => `<row r="${index + 1}">${cells}</row>`).join('')}</sheetData></worksheet>`;

export const textCell = (ref: string, text: string): string => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;
