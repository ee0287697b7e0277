import { FileRefused } from './file-refused.ts';

/** A file: whole, or as it arrives (a Node or web stream is both). */
export type FileSource = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * The bytes of a file; a stream is read no further than the limit.
 * @throws FileRefused `too-large`
 */
export const bytesOf = async (source: FileSource, maxBytes: number): Promise<Uint8Array> => {
  if (source instanceof Uint8Array) {
    if (source.byteLength > maxBytes) throw new FileRefused('too-large');
    return source;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new FileRefused('too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
};

const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean => signature.every((byte, index) => bytes[index] === byte);

const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ZIP = [0x50, 0x4b];
/** Name of the stream in which Office keeps an encrypted workbook (MS-OFFCRYPTO 2.3.4.4). */
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');

/**
 * What the bytes are, whatever the file is called.
 * @throws FileRefused `encrypted`, `legacy-format`, `not-a-spreadsheet`
 */
export const formatOf = (bytes: Uint8Array): 'csv' | 'xlsx' => {
  if (startsWith(bytes, COMPOUND_FILE)) {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    throw new FileRefused(view.includes(ENCRYPTED_PACKAGE) ? 'encrypted' : 'legacy-format');
  }
  if (startsWith(bytes, ZIP) && (bytes[2] ?? 9) < 9) return 'xlsx';
  const head = Buffer.from(bytes.subarray(0, 512))
    .toString('latin1')
    .replace(/^(?:\xef\xbb\xbf)?\s*/, '');
  if (/^(?:<|%PDF-|\{\\rtf|MIME-Version:)/i.test(head)) throw new FileRefused('not-a-spreadsheet');
  return 'csv';
};
