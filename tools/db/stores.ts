import type { StoreDefinition } from '@houzhai/persistence';
import { censusScreeningStore } from '../../apps/census-screening/src/census-screening.store.ts';
import { commandCenterStore } from '../../apps/command-center/src/command-center.store.ts';
import { errandsStore } from '../../apps/errands/src/errands.store.ts';

/** The stores of all services, by service. */
export const STORES = {
  'census-screening': censusScreeningStore,
  errands: errandsStore,
  'command-center': commandCenterStore,
} as const satisfies Record<string, StoreDefinition>;
