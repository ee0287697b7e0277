import { FileRefused } from './file-refused.ts';

const CHUNK = 64 * 1024;

const decodes = (bytes: Uint8Array, encoding: string): boolean => {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for (let at = 0; at < bytes.byteLength; at += CHUNK) decoder.decode(bytes.subarray(at, at + CHUNK), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
};

/** Control characters no text file has: everything below space but tab, line feed, form feed, carriage return, and Ctrl-Z. */
const hasBinary = (bytes: Uint8Array): boolean =>
  bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1a);

/**
 * Encoding of a text file: UTF-16 by its byte order mark, else UTF-8 if every byte of the file is, else GB 18030 (which
 * contains GBK and GB 2312).
 * @throws FileRefused `bad-encoding`, or `not-a-spreadsheet` for bytes that are no text at all
 */
export const encodingOf = (bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' => {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
  if (wide !== undefined) {
    if (!decodes(bytes, wide)) throw new FileRefused('bad-encoding');
    return wide;
  }
  if (hasBinary(bytes)) throw new FileRefused('not-a-spreadsheet');
  if (decodes(bytes, 'utf-8')) return 'utf-8';
  if (decodes(bytes, 'gb18030')) return 'gb18030';
  throw new FileRefused('bad-encoding');
};

/** The text of a file, in pieces; a byte order mark is left out. */
export function* textOf(bytes: Uint8Array, encoding: string): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for (let at = 0; at < bytes.byteLength; at += CHUNK) yield decoder.decode(bytes.subarray(at, at + CHUNK), { stream: true });
  yield decoder.decode();
}
