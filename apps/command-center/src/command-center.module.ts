import { Module } from '@nestjs/common';
import { BACKGROUND } from '@houzhai/service';
import { BoardCommands } from './board/board.commands.ts';
import { BoardProjection } from './board/board.projection.ts';
import { BoardQueries } from './board/board.queries.ts';
import { AuthCallout } from './callout/callout.partner.ts';
import { OperatorCommands } from './operator/operator.commands.ts';
import { PartnerFeed } from './partner-feed/partner-feed.reactions.ts';
import { SessionCommands } from './session/session.commands.ts';

/** Table of contents of the command centre 疫情数据指挥中心. */
@Module({
  providers: [
    // who may come in
    SessionCommands,
    OperatorCommands,
    AuthCallout,
    // the wall chart
    BoardProjection,
    BoardQueries,
    BoardCommands,
    // partners
    PartnerFeed,
    { provide: BACKGROUND, useFactory: (callout: AuthCallout) => [callout], inject: [AuthCallout] },
  ],
})
export class CommandCenterModule {}
