import type { StoreDefinition } from '@houzhai/persistence';
import { ArrivalRow, ReadingRow } from './arrival/arrival.row.ts';
import { CheckpointRow } from './checkpoint/checkpoint.row.ts';
import { EscortBatchRow } from './escort/escort-batch.row.ts';
import { FeverRow, FeverWordsRow } from './fever/fever.row.ts';
import { ImportChunkRow, ImportRow } from './import/import.row.ts';
import { SignalReviewRow } from './integrity/integrity.row.ts';
import { IsolationSupplyRow } from './isolation/isolation-supply.row.ts';
import { FollowUpSlotRow, IsolationRow, IsolationWordsRow } from './isolation/isolation.row.ts';
import { BedRow, IsolationSiteRow } from './isolation-site/isolation-site.row.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { ErasureRow, PersonLinkRow, PersonRow } from './person/person.row.ts';
import { PlaceRow } from './place/place.row.ts';
import { WorkSheetRow } from './sheet/work-sheet.row.ts';
import { CampaignRow, ScreeningWordsRow } from './screening/campaign.row.ts';
import { DiscrepancyRow } from './screening/discrepancy.row.ts';
import { TeamRow } from './screening/team.row.ts';
import { FoundRow, UnitRow } from './screening/unit.row.ts';

/** Everything the census and screening service keeps. */
export const censusScreeningStore: StoreDefinition = {
  schema: 'census_screening',
  entities: [
    PlaceRow,
    PersonRow,
    ErasureRow,
    PersonLinkRow,
    ImportRow,
    ImportChunkRow,
    CheckpointRow,
    ArrivalRow,
    ReadingRow,
    EscortBatchRow,
    IsolationRow,
    FollowUpSlotRow,
    IsolationWordsRow,
    IsolationSiteRow,
    BedRow,
    IsolationSupplyRow,
    FeverRow,
    FeverWordsRow,
    WorkSheetRow,
    CampaignRow,
    UnitRow,
    FoundRow,
    DiscrepancyRow,
    TeamRow,
    ScreeningWordsRow,
    SignalReviewRow,
  ],
  migrations: MIGRATIONS,
  insertOnly: ['erasure', 'reading', 'isolation_words', 'fever_words', 'screening_found', 'screening_words', 'signal_review'],
};
