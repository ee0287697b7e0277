import { RoomNo, SiteCode } from '@houzhai/contracts';
import type { FileRow } from '@houzhai/documents';
import type { Text } from '@houzhai/i18n';
import { fileLines, type LineFault } from './file-lines.ts';

/** Columns of a list of rooms. */
export const ROOM_COLUMNS = {
  site: { zh: '隔离点', en: 'site' },
  room: { zh: '房间', en: 'room' },
} as const satisfies Readonly<Record<string, Text>>;

/** A room as a file has it. */
export interface RoomLine {
  readonly line: number;
  readonly site: string;
  readonly room: string;
}

/** Reads a list of rooms, one a line, each with the code of its site; none stands there twice. */
export function roomLines(rows: readonly FileRow[]): { readonly rooms: readonly RoomLine[]; readonly faults: readonly LineFault[] } {
  const { lines, faults: headers } = fileLines(rows, ROOM_COLUMNS);
  const faults: LineFault[] = [...headers];
  const seen = new Set<string>();
  const rooms = lines.flatMap(({ line, cell, head }) => {
    const fault = (column: keyof typeof ROOM_COLUMNS, rule: string): undefined => {
      faults.push({ line, column: head(column), rule: cell(column) === '' ? 'required' : rule });
      return undefined;
    };
    const site = SiteCode.safeParse(cell('site')).data ?? fault('site', 'invalid_value');
    const room = RoomNo.safeParse(cell('room')).data ?? fault('room', 'invalid_value');
    if (site === undefined || room === undefined) return [];
    if (seen.has(`${site} ${room}`)) fault('room', 'twice');
    seen.add(`${site} ${room}`);
    return [{ line, site, room }];
  });
  return { rooms, faults };
}
