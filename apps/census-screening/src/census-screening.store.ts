import type { StoreDefinition } from '@houzhai/persistence';
import { ImportChunkRow, ImportRow } from './import/import.row.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { ErasureRow, PersonRow } from './person/person.row.ts';
import { PlaceRow } from './place/place.row.ts';

/** Everything the census and screening service keeps. */
export const censusScreeningStore: StoreDefinition = {
  schema: 'census_screening',
  entities: [PlaceRow, PersonRow, ErasureRow, ImportRow, ImportChunkRow],
  migrations: MIGRATIONS,
  insertOnly: ['erasure'],
};
