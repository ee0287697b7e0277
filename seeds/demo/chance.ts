/** A source of numbers that depends on nothing but its seed: the same seed gives the same town on every machine. */
export interface Chance {
  /** Whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** One of a list that is not empty. */
  oneOf<T>(list: readonly T[]): T;
  /** True in so many of a hundred cases. */
  percent(of: number): boolean;
  /** One of several, by weight. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T;
}

/** Mulberry32 (public domain): 32 bits of state, enough for demonstrations, not for secrets. */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const oneOf = <T>(list: readonly T[]): T => {
    const value = list[Math.floor(next() * list.length)];
    if (value === undefined) throw new RangeError('nothing to choose from');
    return value;
  };
  return {
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    oneOf,
    percent: (of) => next() * 100 < of,
    weighted: (choices) => {
      let left = next() * choices.reduce((total, [weight]) => total + weight, 0);
      for (const [weight, value] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      return oneOf(choices)[1];
    },
  };
};
