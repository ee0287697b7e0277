import { AddSiteRooms, IsolationSiteDetail } from '@houzhai/contracts';
import { sentenceOf } from '@houzhai/i18n';
import type { SaidFault } from '../sheets/file-lines.ts';
import { ROOM_COLUMNS, roomLines, type RoomLine } from '../sheets/room-lines.ts';
import { must, mustBeAllowed, type CallContext } from './failure.ts';
import { printResult } from './output.ts';
import type { CommonOptions } from './common-options.ts';
import { withSession } from './run.ts';
import { refuseLines, rowsOf } from './sheet-file.ts';

/**
 * Adds the rooms of a file to their sites. Rooms that are there already change nothing, so that the same file twice is the same rooms
 * once; a site that is not there refuses the file before anything is added.
 */
export async function importRooms(file: string, options: CommonOptions & { readonly dryRun?: boolean }): Promise<void> {
  await withSession(options, async (context) => {
    const { client } = context.session;
    await mustBeAllowed(AddSiteRooms, context);
    const { rooms, faults } = roomLines(await rowsOf(file, context.lang));
    if (faults.length > 0) refuseLines(faults, context);
    const plans: { readonly siteId: string; readonly lines: readonly RoomLine[] }[] = [];
    const unknown: SaidFault[] = [];
    for (const [code, lines] of Map.groupBy(rooms, ({ site }) => site)) {
      const found = await client.query(IsolationSiteDetail, { code });
      if (!found.ok && found.refusal.code !== 'record.not-found') await must(found, context);
      if (!found.ok) {
        unknown.push(...lines.map(({ line }) => saidOf(line, 'site', found.refusal, context)));
        continue;
      }
      const inUse = new Set(found.value.rooms.filter(({ state }) => state !== 'WITHDRAWN').map(({ room }) => room));
      plans.push({ siteId: found.value.row.siteId, lines: lines.filter(({ room }) => !inUse.has(room)) });
    }
    if (unknown.length > 0) refuseLines(unknown, context);
    const toAdd = plans.reduce((sum, { lines }) => sum + lines.length, 0);
    const told = { sites: plans.length, rooms: rooms.length, toAdd, unchanged: rooms.length - toAdd };
    if (options.dryRun === true) {
      printResult(told, context.output);
      return;
    }
    const late: SaidFault[] = [];
    for (const { siteId, lines } of plans) {
      if (lines.length === 0) continue;
      const added = await client.command(AddSiteRooms, { siteId, rooms: lines.map(({ room }) => room) });
      if (!added.ok) late.push(...lines.map(({ line }) => saidOf(line, 'room', added.refusal, context)));
    }
    if (late.length > 0) refuseLines(late, context, toAdd - late.length);
    printResult({ ...told, done: toAdd }, context.output);
  });
}

function saidOf(
  line: number,
  column: keyof typeof ROOM_COLUMNS,
  refusal: Parameters<typeof sentenceOf>[0],
  { lang }: CallContext,
): SaidFault {
  const words = sentenceOf(refusal, { lang, operator: (id) => id.slice(-6) });
  return { line, column: ROOM_COLUMNS[column][lang], rule: refusal.code, words };
}
