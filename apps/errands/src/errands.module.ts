import { Module } from '@nestjs/common';
import { BACKGROUND, type BackgroundTask } from '@houzhai/service';
import { AuthorisationCommands } from './authorisation/authorisation.commands.ts';
import { CareLinkCommands } from './care/care-link.commands.ts';
import { CareLinkQueries } from './care/care-link.queries.ts';
import { CareLinkTimer } from './care/care-link.timer.delivery.ts';
import { CareListCommands } from './care/care-list.commands.ts';
import { CareListQueries } from './care/care-list.queries.ts';
import { ErasureQueries } from './erasure/erasure.queries.ts';
import { ErasureReactions } from './erasure/erasure.reactions.ts';
import { ErrandCommands } from './errand/errand.commands.ts';
import { ErrandHistoryCommands } from './errand/errand-history.commands.ts';
import { CallCommands } from './call/call.commands.ts';
import { CallQueries } from './call/call.queries.ts';
import { CallerQueries } from './call/caller.queries.ts';
import { CardCommands } from './card/card.commands.ts';
import { CardQueries } from './card/card.queries.ts';
import { CardTimer } from './card/card.timer.delivery.ts';
import { ErrandByCallCommands } from './errand/errand-by-call.commands.ts';
import { ErrandTimer } from './errand/errand.timer.delivery.ts';
import { MedicineQueries } from './medicine/medicine.queries.ts';
import { MedicineRunCommands } from './medicine/medicine-run.commands.ts';
import { PrescriptionCommands } from './medicine/prescription.commands.ts';
import { PrescriptionQueries } from './medicine/prescription.queries.ts';
import { MoneyCommands } from './money/money.commands.ts';
import { MoneyQueries } from './money/money.queries.ts';
import { NeedReportCommands } from './need-report/need-report.commands.ts';
import { NeedReportQueries } from './need-report/need-report.queries.ts';
import { ServiceModuleCommands } from './service-module/service-module.commands.ts';
import { ServiceModuleQueries } from './service-module/service-module.queries.ts';
import { SupplyNeedReactions } from './supply/supply-need.reactions.ts';
import { SupplyNeedTimer } from './supply/supply-need.timer.delivery.ts';
import { SuggestionQueries } from './suggestion/suggestion.queries.ts';
import { WorklistQueries } from './worklist/worklist.queries.ts';

/** Table of contents of the errands service 钉钉代办. */
@Module({
  providers: [
    // commands and their queries
    ErrandCommands,
    MoneyCommands,
    ServiceModuleCommands,
    AuthorisationCommands,
    ErrandHistoryCommands,
    // households that are looked after
    CareLinkCommands,
    CareListCommands,
    CareLinkQueries,
    CareListQueries,
    PrescriptionCommands,
    MedicineRunCommands,
    CardCommands,
    CallCommands,
    ErrandByCallCommands,
    NeedReportCommands,
    // read models
    WorklistQueries,
    MoneyQueries,
    ServiceModuleQueries,
    PrescriptionQueries,
    MedicineQueries,
    CardQueries,
    CallQueries,
    CallerQueries,
    NeedReportQueries,
    SuggestionQueries,
    // persons that were erased
    ErasureReactions,
    ErasureQueries,
    // supplies of those in isolation
    SupplyNeedReactions,
    // time
    ErrandTimer,
    CardTimer,
    SupplyNeedTimer,
    CareLinkTimer,
    {
      provide: BACKGROUND,
      useFactory: (...timers: readonly BackgroundTask[]) => timers,
      inject: [ErrandTimer, CardTimer, SupplyNeedTimer, CareLinkTimer],
    },
  ],
})
export class ErrandsModule {}
