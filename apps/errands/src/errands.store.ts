import type { StoreDefinition } from '@houzhai/persistence';
import { AuthorisationRow } from './authorisation/authorisation.row.ts';
import { CareContactTable, CareLinkTable, CareMemberTable, CareWordsTable } from './care/care-link.row.ts';
import { CallRow } from './call/call.row.ts';
import { InsuranceCardRow, InsuranceCardWordsRow } from './card/card.row.ts';
import { ErrandRow, ErrandWordsRow } from './errand/errand.row.ts';
import { MedicineRunRow, MedicineStopRow } from './medicine/medicine-run.row.ts';
import { PrescriptionRow, PrescriptionWordsRow } from './medicine/prescription.row.ts';
import { MoneyEntryRow } from './money/money.row.ts';
import { NeedReportRow } from './need-report/need-report.row.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { IsolatedRow, SupplyNeedRow, SupplyWakeRow } from './supply/supply-need.row.ts';
import { ServiceModuleRow, ServiceModuleVersionRow } from './service-module/service-module.row.ts';

/** Everything the errands service keeps. */
export const errandsStore: StoreDefinition = {
  schema: 'errands',
  entities: [
    ErrandRow,
    ErrandWordsRow,
    ServiceModuleRow,
    ServiceModuleVersionRow,
    AuthorisationRow,
    MoneyEntryRow,
    IsolatedRow,
    SupplyNeedRow,
    SupplyWakeRow,
    CareLinkTable,
    CareMemberTable,
    CareContactTable,
    CareWordsTable,
    InsuranceCardRow,
    InsuranceCardWordsRow,
    PrescriptionRow,
    PrescriptionWordsRow,
    MedicineRunRow,
    MedicineStopRow,
    CallRow,
    NeedReportRow,
  ],
  migrations: MIGRATIONS,
};
