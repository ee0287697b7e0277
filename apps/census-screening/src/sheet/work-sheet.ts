import type { Half, SheetKind, SheetStatus } from '@houzhai/contracts';

/** One half-day of a case, as a line of a sheet; its number on the paper is its place in the list, from 1. */
export interface SheetEntry {
  readonly isolationId: string;
  readonly date: string;
  readonly half: Half;
}

/** A numbered sheet of paper to take along and key back 工作单: half-days to be recorded, or doors to go to. */
export interface WorkSheet {
  readonly id: string;
  readonly no: string;
  readonly kind: SheetKind;
  readonly status: SheetStatus;
  readonly area: string;
  /** The longest path that all of its lines are under. */
  readonly path: string;
  /** ISO day in Asia/Shanghai. */
  readonly day: string;
  readonly half: Half;
  readonly printedAt: Temporal.Instant;
  readonly printedBy: string;
  /** Who stood by when the paper was destroyed. */
  readonly witness?: string;
  /** Of half-days. */
  readonly entries: readonly SheetEntry[];
  /** Of doors: the round, and its units in the order somebody walks. */
  readonly campaignId?: string;
  readonly doors: readonly string[];
}

/** How many lines it has. */
export const linesOn = ({ entries, doors }: WorkSheet): number => entries.length + doors.length;

/** The longest path that all are under; empty where there is none. */
export function commonPath(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/'));
  const differs = first.findIndex((part, at) => others.some((parts) => parts[at] !== part));
  return first.slice(0, differs === -1 ? first.length : differs).join('/');
}
