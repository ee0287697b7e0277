import { FileRefused } from './file-refused.ts';
import type { ReadLimits } from './limits.ts';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY_LENGTH = 46;
const ENCRYPTED_FLAG = 0x1;
const DESCRIPTOR_FLAG = 0x8;
const ZIP64 = 0xffffffff;

/**
 * Reads the directory of a ZIP and refuses an archive that could unpack to more than the limits, before anything is
 * unpacked. Every part must declare its size there: the unpacker stops at the declared size, so the sum is a real bound.
 * Overlapping parts count each time. @see APPNOTE 4.3.12, 4.3.16
 * @returns names of the parts
 * @throws FileRefused `damaged`, `encrypted`, `too-large`
 */
export const checkZipDirectory = (bytes: Uint8Array, limits: ReadLimits): ReadonlySet<string> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > limits.maxParts) throw new FileRefused('too-large');
  const names = new Set<string>();
  let unpacked = 0;
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_LENGTH > view.byteLength || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw new FileRefused('damaged');
    const [flags, packedSize, size] = [view.getUint16(at + 8, true), view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength));
    if ((flags & ENCRYPTED_FLAG) !== 0) throw new FileRefused('encrypted');
    if (size === ZIP64 || packedSize === ZIP64) throw new FileRefused('too-large');
    const undeclared = (size === 0 && packedSize > 2) || (packedSize === 0 && (flags & DESCRIPTOR_FLAG) !== 0 && !name.endsWith('/'));
    if (undeclared || names.has(name)) throw new FileRefused('damaged');
    unpacked += size;
    if (unpacked > limits.maxUnpackedBytes || (size > limits.maxPartBytes && !/^xl\/worksheets\//i.test(name)))
      throw new FileRefused('too-large');
    names.add(name);
    at += ENTRY_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return names;
};

function findEnd(view: DataView): number {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  throw new FileRefused('damaged');
}
