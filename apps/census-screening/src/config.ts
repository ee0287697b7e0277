import type { ServiceSpec } from '@houzhai/service';
import { CensusScreeningModule } from './census-screening.module.ts';
import { censusScreeningStore } from './census-screening.store.ts';

/** What makes this process the census and screening service. */
export const censusScreeningService: ServiceSpec = {
  service: 'census-screening',
  store: censusScreeningStore,
  module: CensusScreeningModule,
};
