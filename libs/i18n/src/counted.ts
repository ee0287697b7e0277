/** A number of things in English: `1 case`, `2 cases`, `3 batches`. Chinese needs none of it. @param many where an `s` does not do */
export const counted = (count: number, one: string, many = `${one}s`): string => `${String(count)} ${count === 1 ? one : many}`;
