import { chanceOf } from './chance.ts';

const PERCENT_CLOSED = 15;

/**
 * A map of areas that no source gives: areas by chance on the cells of a honeycomb, nearly square, where every cell touches at most six
 * and some borders are closed by a river or a motorway. Planar, because a honeycomb is and borders are only taken away; in one piece.
 * Neighbours are said from both sides, in the order of the codes.
 */
export function generateNeighbours(seed: number, codes: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const chance = chanceOf(seed);
  const shuffled = [...codes];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = chance.between(0, last);
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? '', shuffled[last] ?? ''];
  }
  const width = Math.ceil(Math.sqrt(codes.length));
  const beside = new Map(codes.toSorted().map((code) => [code, new Set<string>()]));
  const borders = shuffled.flatMap((code, cell) => {
    const [row, column] = [Math.floor(cell / width), cell % width];
    const [left, right] = row % 2 === 0 ? [-1, 0] : [0, 1]; // every other row is half a cell further right
    return [
      [row, column + 1],
      [row + 1, column + left],
      [row + 1, column + right],
    ].flatMap(([y = 0, x = 0]) => {
      const other = x >= 0 && x < width ? shuffled[y * width + x] : undefined;
      return other === undefined ? [] : [[code, other] as const];
    });
  });
  const set = ([a, b]: readonly [string, string], what: 'add' | 'delete'): void => {
    beside.get(a)?.[what](b);
    beside.get(b)?.[what](a);
  };
  for (const border of borders) set(border, 'add');
  for (const border of borders) {
    if (!chance.percent(PERCENT_CLOSED)) continue;
    set(border, 'delete');
    if (reached(beside) < codes.length) set(border, 'add');
  }
  return Object.fromEntries([...beside].map(([code, others]) => [code, [...others].toSorted()]));
}

/** How many areas can be reached from the first. */
function reached(beside: ReadonlyMap<string, ReadonlySet<string>>): number {
  const found = new Set([...beside.keys()].slice(0, 1));
  for (const code of found) for (const other of beside.get(code) ?? []) found.add(other);
  return found.size;
}
