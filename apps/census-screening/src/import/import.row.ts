import { defineEntity, p } from '@mikro-orm/core';

/** Imports: begin, chunks, check, commit. */
export const ImportRow = defineEntity({
  name: 'ImportRow',
  tableName: 'import',
  comment: 'Imports; nothing counts before the commit',
  properties: {
    id: p.uuid().primary(),
    kind: p.text(),
    status: p.text(),
    fileName: p.text(),
    startedBy: p.text(),
    startedAt: p.datetime(),
    chunks: p.integer(),
    rowCount: p.integer(),
  },
});

/** Staged rows, sealed: they may hold personal data. Deleted when the import ends. */
export const ImportChunkRow = defineEntity({
  name: 'ImportChunkRow',
  tableName: 'import_chunk',
  comment: 'Staged rows of an import, sealed',
  properties: { importId: p.uuid().primary(), chunk: p.integer().primary(), rowCount: p.integer(), sealed: p.blob() },
});
