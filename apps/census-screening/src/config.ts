import type { ServiceSpec } from '@houzhai/service';
import { CensusScreeningModule } from './census-screening.module.ts';
import { recordsOfPerson } from './person/person.store.ts';
import { indexedBy, reindexPersons } from './person/person-index.store.ts';
import { censusScreeningStore } from './census-screening.store.ts';

/** What makes this process the census and screening service. */
export const censusScreeningService: ServiceSpec = {
  service: 'census-screening',
  store: censusScreeningStore,
  module: CensusScreeningModule,
  views: {
    checkpoint: 'checkpoint',
    arrival: 'arrival',
    'escort-batch': 'escort-batch',
    isolation: 'isolation',
    'isolation-site': 'isolation-site',
    fever: 'fever',
    'screening-campaign': 'screening-campaign',
    'screening-unit': 'screening-unit',
    discrepancy: 'discrepancy',
  },
  recordsOf: recordsOfPerson,
  reindexing: ({ pool, personKeys, sealer }) => ({
    batch: (size, after) => reindexPersons(pool, personKeys, sealer, size, after),
    uses: () => indexedBy(pool),
  }),
};
