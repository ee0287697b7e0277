import { Module } from '@nestjs/common';
import { BACKGROUND, KIT, type Kit } from '@houzhai/service';
import { AuditAnchorProjection } from './audit/audit-anchor.projection.ts';
import { BoardCommands } from './board/board.commands.ts';
import { BoardProjection } from './board/board.projection.ts';
import { BoardQueries } from './board/board.queries.ts';
import { AuthCallout } from './callout/callout.partner.ts';
import { OperatorCommands } from './operator/operator.commands.ts';
import { PartnerFeed } from './partner-feed/partner-feed.reactions.ts';
import { Credentials } from './session/credentials.store.ts';
import { SecondFactorCommands } from './session/second-factor.commands.ts';
import { SessionEnding } from './session/session-ending.partner.ts';
import { SessionCommands } from './session/session.commands.ts';
import { SessionQueries } from './session/session.queries.ts';

/** Table of contents of the command centre 疫情数据指挥中心. */
@Module({
  providers: [
    // who may come in
    { provide: Credentials, useFactory: (kit: Kit) => new Credentials(kit), inject: [KIT] },
    SessionCommands,
    SessionQueries,
    SecondFactorCommands,
    SessionEnding,
    OperatorCommands,
    AuthCallout,
    // the wall chart
    BoardProjection,
    BoardQueries,
    BoardCommands,
    // copies of the audit seals
    AuditAnchorProjection,
    // partners
    PartnerFeed,
    { provide: BACKGROUND, useFactory: (...tasks: (AuthCallout | SessionEnding)[]) => tasks, inject: [AuthCallout, SessionEnding] },
  ],
})
export class CommandCenterModule {}
