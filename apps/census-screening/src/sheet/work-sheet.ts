import type { Half, SheetStatus } from '@houzhai/contracts';

/** One half-day of a case, as a line of a sheet; its number on the paper is its place in the list, from 1. */
export interface SheetEntry {
  readonly isolationId: string;
  readonly date: string;
  readonly half: Half;
}

/** A numbered sheet of paper with half-days to be recorded 工作单. */
export interface WorkSheet {
  readonly id: string;
  readonly no: string;
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
  readonly entries: readonly SheetEntry[];
}

/** The longest path that all are under; empty where there is none. */
export function commonPath(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/'));
  const differs = first.findIndex((part, at) => others.some((parts) => parts[at] !== part));
  return first.slice(0, differs === -1 ? first.length : differs).join('/');
}
