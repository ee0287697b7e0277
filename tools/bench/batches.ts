/**
 * Takes items together, in order, each batch as full as it may be.
 * @param limit what the items of a batch weigh at most, together; an item that weighs more is a batch of its own
 * @param weigh 1 unless said otherwise, so that `limit` is a count
 */
export function* batches<T>(items: Iterable<T>, limit: number, weigh: (item: T) => number = () => 1): Generator<T[]> {
  let batch: T[] = [];
  let weight = 0;
  for (const item of items) {
    const own = weigh(item);
    if (batch.length > 0 && weight + own > limit) {
      yield batch;
      batch = [];
      weight = 0;
    }
    batch.push(item);
    weight += own;
  }
  if (batch.length > 0) yield batch;
}
