import type { ServiceSpec } from '@houzhai/service';
import { recordsOfPerson } from './errand/errand.lookups.store.ts';
import { ErrandsModule } from './errands.module.ts';
import { errandsStore } from './errands.store.ts';

/** What makes this process the errands service; its settings are the base ones every service reads. */
export const errandsService: ServiceSpec = {
  service: 'errands',
  store: errandsStore,
  module: ErrandsModule,
  recordsOf: recordsOfPerson,
  views: {
    errand: 'worklist',
    'service-module': 'service-module',
    'medicine-run': 'medicine-run',
    'insurance-card': 'insurance-card',
    'care-link': 'care-link',
    call: 'call',
    'need-report': 'need-report',
  },
};
