import type { StoreDefinition } from '@houzhai/persistence';
import { AlertRow, AlertWordsRow } from './alert/alert.row.ts';
import { AuditAnchorRow } from './audit/audit-anchor.row.ts';
import {
  BoardAreaRow,
  BoardErrandRow,
  BoardPersonRow,
  BoardArrivalRow,
  BoardIsolationRow,
  BoardTaskForceRow,
  BoardRoundRow,
  BoardDwellingsRow,
  BoardCardRow,
  BoardCareRow,
  BoardDoorRow,
} from './board/board.row.ts';
import { BrokenGlassRow } from './break-glass/broken-glass.row.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { OperatorRow, RecoveryCodeRow, SecondFactorRow, SessionRow, SignInAttemptRow } from './operator/operator.row.ts';
import { CombatUnitRow } from './combat-unit/combat-unit.row.ts';
import { DeploymentRow, PostingRow, TaskForceMemberRow, TaskForceRow } from './task-force/task-force.row.ts';
import { PartnerReplayRow, PartnerRow } from './partner/partner.row.ts';

/** Everything the command centre keeps. */
export const commandCenterStore: StoreDefinition = {
  schema: 'command_center',
  entities: [
    OperatorRow,
    SignInAttemptRow,
    SessionRow,
    SecondFactorRow,
    RecoveryCodeRow,
    BoardErrandRow,
    BoardPersonRow,
    BoardArrivalRow,
    BoardIsolationRow,
    BoardAreaRow,
    BoardTaskForceRow,
    BoardRoundRow,
    BoardDwellingsRow,
    BoardCardRow,
    BoardCareRow,
    BoardDoorRow,
    AuditAnchorRow,
    AlertRow,
    AlertWordsRow,
    BrokenGlassRow,
    PartnerRow,
    PartnerReplayRow,
    TaskForceRow,
    TaskForceMemberRow,
    DeploymentRow,
    PostingRow,
    CombatUnitRow,
  ],
  migrations: MIGRATIONS,
  insertOnly: ['audit_anchor', 'alert_words'],
};
