import type { StoreDefinition } from '@houzhai/persistence';
import { ImportChunkRow, ImportRow } from './import/import.row.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { PersonRow } from './person/person.row.ts';
import { PlaceRow } from './place/place.row.ts';

/** Everything the census and screening service keeps. */
export const censusScreeningStore: StoreDefinition = {
  schema: 'census_screening',
  entities: [PlaceRow, PersonRow, ImportRow, ImportChunkRow],
  migrations: MIGRATIONS,
};
