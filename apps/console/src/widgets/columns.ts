import { displayWidth, padEnd, padStart } from '../terminal/width.ts';
import type { Line, Span, Tone } from '../paint/styled.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** Cells it needs. */
  readonly width: number;
  /** May take what is left over. */
  readonly grows?: boolean;
  /** 1 stays on the narrowest screen. */
  readonly priority: 1 | 2 | 3;
  readonly right?: boolean;
  readonly text: (row: Row) => string;
  readonly tone?: (row: Row) => Tone;
}

/** Columns that fit into `width`, the less important left out first, and the width each gets. */
export function layout<Row>(columns: readonly Column<Row>[], width: number): readonly (Column<Row> & { readonly cells: number })[] {
  const needed = (some: readonly Column<Row>[]): number => some.reduce((sum, column) => sum + column.width + 1, 0);
  const kept = ([3, 2, 1] as const)
    .map((priority) => columns.filter((column) => column.priority <= priority))
    .find((some) => needed(some) <= width);
  const shown = kept ?? columns.filter(({ priority }) => priority === 1);
  const growing = shown.filter(({ grows }) => grows).length;
  const spare = Math.max(0, width - needed(shown));
  return shown.map((column) => ({ ...column, cells: column.width + (column.grows ? Math.floor(spare / growing) : 0) }));
}

/** The heading of a table; the sorted column carries its direction. */
export function headLine<Row>(
  columns: ReturnType<typeof layout<Row>>,
  sorted: { readonly id: string; readonly descending: boolean } | undefined,
  lead: string,
): Line {
  return [
    { text: lead, tone: 'dim' },
    ...columns.map(({ id, title, cells, right }): Span => {
      const text = sorted?.id === id ? `${title}${sorted.descending ? '▼' : '▲'}` : title;
      return { text: `${right ? padStart(text, cells) : padEnd(text, cells)} `, tone: 'dim' };
    }),
  ];
}

/** One row of a table. */
export function rowLine<Row>(
  columns: ReturnType<typeof layout<Row>>,
  row: Row,
  options: { readonly selected: boolean; readonly lead: Span },
): Line {
  const inverse = options.selected;
  return [
    { ...options.lead, ...(inverse ? { tone: 'plain' as const } : {}), inverse },
    ...columns.map(({ text, tone, cells, right }): Span => {
      const value = text(row);
      return {
        text: `${right && displayWidth(value) <= cells ? padStart(value, cells) : padEnd(value, cells)} `,
        // One bar: a tone inside it would be a block of another colour; what it says has a mark as well.
        tone: inverse ? 'plain' : (tone?.(row) ?? 'plain'),
        inverse,
      };
    }),
  ];
}

/** The rows that are seen, with the selected one as a bar. */
export const bodyLines = <Row>(
  columns: ReturnType<typeof layout<Row>>,
  rows: readonly Row[],
  window: { readonly index: number; readonly offset: number; readonly room: number },
  lead?: (row: Row) => Span | undefined,
): Line[] =>
  rows.slice(window.offset, window.offset + window.room).map((row, at) => {
    const selected = window.offset + at === window.index;
    return rowLine(columns, row, { selected, lead: lead?.(row) ?? { text: selected ? '▸ ' : '  ', tone: 'accent' } });
  });
