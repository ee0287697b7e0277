import { Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import type { Envelope } from '@houzhai/contracts';
import { Reacts } from '@houzhai/messaging';
import type { ReactionTx } from '@houzhai/persistence';
import { writeTeams } from './team.store.ts';

/** Keeps the copy of the teams in step with the command centre; the last event of a team says all there is to know. */
@Injectable()
export class TeamProjection {
  @Reacts('census-screening--teams', [
    C.TaskForceFormed,
    C.TaskForceChanged,
    C.TaskForceDeployed,
    C.TaskForceRecalled,
    C.TaskForceDisbanded,
  ])
  async apply(events: readonly Envelope<C.DataOf<typeof C.TaskForceFormed>>[], tx: ReactionTx): Promise<void> {
    const { text, values } = writeTeams(events);
    await tx.query(text, values);
  }
}
