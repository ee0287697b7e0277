import { Module } from '@nestjs/common';
import { BACKGROUND, type BackgroundTask } from '@houzhai/service';
import { ArrivalCommands } from './arrival/arrival.commands.ts';
import { ArrivalQueries } from './arrival/arrival.queries.ts';
import { CheckpointCommands } from './checkpoint/checkpoint.commands.ts';
import { CheckpointQueries } from './checkpoint/checkpoint.queries.ts';
import { EscortCommands } from './escort/escort.commands.ts';
import { PassengerTemperatureCommands } from './escort/passenger-temperature.commands.ts';
import { EscortQueries } from './escort/escort.queries.ts';
import { EscortTimer } from './escort/escort.timer.delivery.ts';
import { FeverCommands } from './fever/fever.commands.ts';
import { FeverQueries } from './fever/fever.queries.ts';
import { FeverTimer } from './fever/fever.timer.delivery.ts';
import { ImportCommands } from './import/import.commands.ts';
import { ErasureCommands } from './person/erasure.commands.ts';
import { ErasureQueries } from './person/erasure.queries.ts';
import { IntegrityCommands } from './integrity/integrity.commands.ts';
import { IntegrityQueries } from './integrity/integrity.queries.ts';
import { IsolationCommands } from './isolation/isolation.commands.ts';
import { IsolationOrderCommands } from './isolation/isolation-order.commands.ts';
import { BedCommands } from './isolation-site/bed.commands.ts';
import { BedQueries } from './isolation-site/bed.queries.ts';
import { IsolationSiteCommands } from './isolation-site/isolation-site.commands.ts';
import { IsolationSiteQueries } from './isolation-site/isolation-site.queries.ts';
import { IsolationQueries } from './isolation/isolation.queries.ts';
import { IsolationBoardQueries } from './isolation/isolation-board.queries.ts';
import { IsolationProofQueries } from './isolation/isolation-proof.queries.ts';
import { IsolationSupplyReactions } from './isolation/isolation-supply.reactions.ts';
import { IsolationSupplyTimer } from './isolation/isolation-supply.timer.delivery.ts';
import { IsolationTimer } from './isolation/isolation.timer.delivery.ts';
import { PersonFileQueries } from './person/person-file.queries.ts';
import { PersonIdentityCommands } from './person/person-identity.commands.ts';
import { PersonIdentityQueries } from './person/person-identity.queries.ts';
import { PersonCommands } from './person/person.commands.ts';
import { PersonQueries } from './person/person.queries.ts';
import { PlaceQueries } from './place/place.queries.ts';
import { RegionQueries } from './region/region.queries.ts';
import { WorkSheetCommands } from './sheet/work-sheet.commands.ts';
import { WorkSheetQueries } from './sheet/work-sheet.queries.ts';
import { AssignmentCommands } from './screening/assignment.commands.ts';
import { CampaignCommands } from './screening/campaign.commands.ts';
import { CampaignQueries } from './screening/campaign.queries.ts';
import { DiscrepancyCommands } from './screening/discrepancy.commands.ts';
import { TeamProjection } from './screening/team.projection.ts';
import { UnitCommands } from './screening/unit.commands.ts';
import { UnitQueries } from './screening/unit.queries.ts';
import { VisitCheckQueries } from './screening/visit-check.queries.ts';

/** Table of contents of the census and screening service 摸排与隔离. */
@Module({
  providers: [
    // the register
    PersonCommands,
    PersonQueries,
    PersonIdentityCommands,
    PersonIdentityQueries,
    PersonFileQueries,
    ErasureCommands,
    ErasureQueries,
    PlaceQueries,
    RegionQueries,
    ImportCommands,
    // from the motorway exit to the door
    CheckpointCommands,
    CheckpointQueries,
    ArrivalCommands,
    ArrivalQueries,
    EscortCommands,
    EscortQueries,
    PassengerTemperatureCommands,
    // behind the door
    IsolationCommands,
    IsolationOrderCommands,
    IsolationQueries,
    IsolationBoardQueries,
    IsolationSiteCommands,
    BedCommands,
    IsolationSiteQueries,
    BedQueries,
    // wherever somebody is warm
    FeverCommands,
    FeverQueries,
    IsolationProofQueries,
    WorkSheetCommands,
    WorkSheetQueries,
    // from door to door
    CampaignCommands,
    CampaignQueries,
    AssignmentCommands,
    UnitCommands,
    UnitQueries,
    VisitCheckQueries,
    DiscrepancyCommands,
    TeamProjection,
    IsolationSupplyReactions,
    // another look
    IntegrityCommands,
    IntegrityQueries,
    // time
    EscortTimer,
    IsolationTimer,
    IsolationSupplyTimer,
    FeverTimer,
    {
      provide: BACKGROUND,
      useFactory: (...timers: readonly BackgroundTask[]) => timers,
      inject: [EscortTimer, IsolationTimer, IsolationSupplyTimer, FeverTimer],
    },
  ],
})
export class CensusScreeningModule {}
