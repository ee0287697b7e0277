import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { GENESIS, chainId, merkleRoot, sealHash, type Seal } from './audit-hash.ts';

const sha = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leaves = (count: number): Buffer[] => Array.from({ length: count }, (_, index) => sha(String(index)));

/** The definition of RFC 6962, word by word: the left part is the largest power of two below the number of leaves. */
function asDefined(of: readonly Buffer[]): Buffer {
  if (of.length === 0) return sha();
  if (of.length === 1) return of[0]!;
  const left = 2 ** Math.floor(Math.log2(of.length - 1));
  return sha(Buffer.from([1]), asDefined(of.slice(0, left)), asDefined(of.slice(left)));
}

describe('the Merkle root', () => {
  test.each(Array.from({ length: 70 }, (_, count) => [count]))('of %i leaves is as RFC 6962 defines it', (count) => {
    expect(merkleRoot(leaves(count)).toString('hex')).toBe(asDefined(leaves(count)).toString('hex'));
  });

  test('is another when a leaf is another, left out, doubled or swapped', () => {
    const whole = leaves(9);
    const root = merkleRoot(whole).toString('hex');
    const others = [
      whole.slice(1),
      whole.slice(0, -1),
      [...whole, whole[8]!],
      [whole[1]!, whole[0]!, ...whole.slice(2)],
      [sha('x'), ...whole.slice(1)],
    ];
    for (const other of others) expect(merkleRoot(other).toString('hex')).not.toBe(root);
  });
});

describe('the hash of a seal', () => {
  const seal: Seal = {
    no: 7,
    format: 1,
    at: Temporal.Instant.from('2020-02-14T09:30:00.123Z'),
    count: 3,
    root: sha('root'),
    previous: GENESIS,
    covered: 99n,
  };
  test('is over everything in it, and the service', () => {
    const all = [
      sealHash('errands', seal),
      sealHash('census-screening', seal),
      sealHash('errands', { ...seal, no: 8 }),
      sealHash('errands', { ...seal, format: 2 }),
      sealHash('errands', { ...seal, at: seal.at.add({ milliseconds: 1 }) }),
      sealHash('errands', { ...seal, count: 4 }),
      sealHash('errands', { ...seal, root: sha('other') }),
      sealHash('errands', { ...seal, previous: sha('other') }),
      sealHash('errands', { ...seal, covered: 100n }),
    ].map((hash) => hash.toString('hex'));
    expect(new Set(all).size).toBe(all.length);
    expect(sealHash('errands', seal).equals(sealHash('errands', { ...seal }))).toBe(true);
  });

  test('chains have an id each', () => {
    expect(new Set([chainId('errands'), chainId('census-screening'), chainId('command-center')]).size).toBe(3);
    expect(chainId('errands')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
