import { Module } from '@nestjs/common';
import { BACKGROUND, KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import { AccessQueries } from './access/access.queries.ts';
import { AlertCommands } from './alert/alert.commands.ts';
import { AlertQueries } from './alert/alert.queries.ts';
import { AlertReactions } from './alert/alert.reactions.ts';
import { AlertTimer } from './alert/alert.timer.delivery.ts';
import { AuditAnchorProjection } from './audit/audit-anchor.projection.ts';
import { BoardCommands } from './board/board.commands.ts';
import { BoardProjection } from './board/board.projection.ts';
import { BoardQueries } from './board/board.queries.ts';
import { BreakGlassCommands } from './break-glass/break-glass.commands.ts';
import { AuthCallout } from './callout/callout.partner.ts';
import { OperatorCommands } from './operator/operator.commands.ts';
import { PartnerFeed } from './partner-feed/partner-feed.reactions.ts';
import { PartnerCommands } from './partner/partner.commands.ts';
import { PartnerCutting } from './partner/partner-cutting.partner.ts';
import { PartnerFeeds } from './partner/partner-feeds.delivery.ts';
import { PartnerQueries } from './partner/partner.queries.ts';
import { PartnerReplays } from './partner/partner-replay.delivery.ts';
import { CombatUnitCommands } from './combat-unit/combat-unit.commands.ts';
import { CombatUnitQueries } from './combat-unit/combat-unit.queries.ts';
import { TaskForceCommands } from './task-force/task-force.commands.ts';
import { TaskForceCheckQueries } from './task-force/task-force-check.queries.ts';
import { TaskForceQueries } from './task-force/task-force.queries.ts';
import { TaskForceTimer } from './task-force/task-force.timer.delivery.ts';
import { Credentials } from './session/credentials.store.ts';
import { SecondFactorCommands } from './session/second-factor.commands.ts';
import { SessionEnding } from './session/session-ending.partner.ts';
import { SessionCommands } from './session/session.commands.ts';
import { SessionQueries } from './session/session.queries.ts';
import { NatsConfiguration } from './system/nats-configuration.partner.ts';
import { NatsSystem } from './system/nats-system.partner.ts';

/** What it does by itself; the system connection before those who use it. */
const BACKGROUND_TASKS = [
  NatsSystem,
  AuthCallout,
  SessionEnding,
  PartnerCutting,
  PartnerReplays,
  NatsConfiguration,
  AlertTimer,
  TaskForceTimer,
];

/** Table of contents of the command centre 疫情数据指挥中心. */
@Module({
  providers: [
    // who may come in
    { provide: Credentials, useFactory: (kit: Kit) => new Credentials(kit), inject: [KIT] },
    SessionCommands,
    SessionQueries,
    SecondFactorCommands,
    BreakGlassCommands,
    AccessQueries,
    NatsSystem,
    NatsConfiguration,
    SessionEnding,
    OperatorCommands,
    AuthCallout,
    // the wall chart
    BoardProjection,
    BoardQueries,
    BoardCommands,
    // what somebody has to see to
    AlertReactions,
    AlertCommands,
    AlertQueries,
    AlertTimer,
    // teams
    TaskForceCommands,
    TaskForceQueries,
    TaskForceCheckQueries,
    TaskForceTimer,
    // combat units
    CombatUnitCommands,
    CombatUnitQueries,
    // copies of the audit seals
    AuditAnchorProjection,
    // partners
    PartnerFeeds,
    PartnerFeed,
    PartnerCutting,
    PartnerReplays,
    PartnerCommands,
    PartnerQueries,
    { provide: BACKGROUND, useFactory: (...tasks: BackgroundTask[]) => tasks, inject: BACKGROUND_TASKS },
  ],
})
export class CommandCenterModule {}
