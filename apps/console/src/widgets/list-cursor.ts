/** Where a list stands: the row that is selected (by id, so that it survives changes) and the first row that is seen. */
export interface ListCursor {
  readonly id: string | undefined;
  readonly offset: number;
}

export const atTop: ListCursor = { id: undefined, offset: 0 };

/** Index of the selected row; the first one where the id is gone. */
export function indexOf(ids: (index: number) => string, count: number, cursor: ListCursor): number {
  if (cursor.id === undefined) return 0;
  // Most often it is still near where it was.
  for (let index = cursor.offset; index < Math.min(count, cursor.offset + 200); index += 1) if (ids(index) === cursor.id) return index;
  for (let index = 0; index < count; index += 1) if (ids(index) === cursor.id) return index;
  return Math.min(cursor.offset, Math.max(0, count - 1));
}

/** Moves the selection for a binding of the `list` scope; undefined when it is another one. */
export function moveCursor(binding: string, index: number, count: number, page: number): number | undefined {
  const last = Math.max(0, count - 1);
  const to = (target: number): number => Math.min(Math.max(0, target), last);
  switch (binding) {
    case 'down':
      return to(index + 1);
    case 'up':
      return to(index - 1);
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'page-down':
      return to(index + page);
    case 'page-up':
      return to(index - page);
    default:
      return undefined;
  }
}

/** First row to show so that the selected one is seen and nothing moves without need. */
export function scrollTo(index: number, offset: number, count: number, height: number): number {
  const most = Math.max(0, count - height);
  if (index < offset) return Math.min(index, most);
  if (index >= offset + height) return Math.min(index - height + 1, most);
  return Math.min(offset, most);
}
