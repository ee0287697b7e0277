import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { SUBDISTRICT, ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching, toInstant } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { findOperator, publicView } from '../operator/operator.store.ts';
import { glassMendedSince, openGlass } from '../break-glass/broken-glass.store.ts';
import { postingOf, postingsEndedSince } from '../task-force/posting.store.ts';
import { Credentials } from './credentials.store.ts';
import { endingOf, listSessions, sessionsEndedSince } from './session.store.ts';

@Injectable()
export class SessionQueries {
  private readonly kit: Kit;
  private readonly credentials: Credentials;

  constructor(@Inject(KIT) kit: Kit, @Inject(Credentials) credentials: Credentials) {
    this.kit = kit;
    this.credentials = credentials;
  }

  @Answers(C.WhoAmI)
  whoAmI(_input: InputOf<typeof C.WhoAmI>, call: Call) {
    return reaching(async () => {
      const { caller } = call;
      if (caller.kind !== 'operator') return refuse('access.unauthenticated', {});
      const operator = await findOperator(this.kit.pool, { id: caller.operatorId });
      if (!operator) return refuse('access.unauthenticated', {});
      const { rows } = await this.kit.pool.query<{ area: string }>(`select "area" from "command_center"."board_area" order by "area"`);
      const glass = await openGlass(this.kit.pool, caller.sessionId, call.now);
      const deployed = await postingOf(this.kit.pool, operator.id);
      const areas = rows
        .map((row) => row.area)
        .filter(
          (area) =>
            glass?.areas.includes(area) === true ||
            deployed?.path === `${SUBDISTRICT}/${area}` ||
            operator.scope.some((path) => path === SUBDISTRICT || path.split('/')[1] === area),
        );
      const { secondFactorRoles } = await this.credentials.policy(call.now);
      const factor = await this.credentials.factors.of(operator.id);
      const confirmed = factor?.confirmedAt !== undefined;
      const view = publicView(operator, { confirmed, requiredOf: secondFactorRoles }, deployed);
      const brokenGlass = glass ? { brokenGlass: { areas: [...glass.areas], until: glass.until.toString() } } : {};
      return ok({ operator: view, sessionId: caller.sessionId, areas, ...brokenGlass, now: call.now.toString() });
    });
  }

  @Answers(C.ListSessions)
  list({ all }: InputOf<typeof C.ListSessions>, call: Call) {
    return reaching(async () => {
      const { caller } = call;
      if (caller.kind !== 'operator') return refuse('access.unauthenticated', {});
      if (all && !caller.roles.includes('PLATFORM_ADMIN')) return refuse('access.forbidden', { operation: call.operation });
      const sessions = await listSessions(this.kit.pool, call.now, all ? {} : { operatorId: caller.operatorId });
      const mine = sessions.filter((one) => one.operator_id === caller.operatorId || one.scope.some((path) => covers(caller, path)));
      return ok({
        rows: mine.map((one) => ({
          sessionId: one.id,
          operatorId: one.operator_id,
          account: one.account,
          displayName: one.display_name,
          client: one.client,
          readOnly: one.read_only,
          startedAt: toInstant(one.started_at).toString(),
          lastSeenAt: toInstant(one.last_seen_at).toString(),
          current: one.id === caller.sessionId,
        })),
      });
    });
  }

  /** A token that was never given out is answered like one of a session that is long over. */
  @Answers(C.SessionState)
  state({ refreshToken }: InputOf<typeof C.SessionState>, call: Call) {
    return reaching(async () => {
      const found = await endingOf(this.kit.pool, createHash('sha256').update(refreshToken).digest(), call.now);
      if (found?.live) return ok({ live: true });
      return ok({ live: false, why: found?.why ?? 'EXPIRED', ...(found?.by === undefined ? {} : { by: found.by }) });
    });
  }

  @Answers(C.RevokedSessions)
  revoked({ since }: InputOf<typeof C.RevokedSessions>, call: Call) {
    return reaching(async () => {
      const tokenSeconds = (await this.credentials.policy(call.now)).accessMinutes * 60;
      const from = since === undefined ? call.now.subtract({ seconds: tokenSeconds }) : Temporal.Instant.from(since);
      const ended = await sessionsEndedSince(this.kit.pool, from);
      const mended = await glassMendedSince(this.kit.pool, from);
      const recalled = await postingsEndedSince(this.kit.pool, from);
      return ok({
        sessionIds: [...ended.map(({ sessionId }) => sessionId), ...mended, ...recalled],
        tokenSeconds,
        asOf: call.now.toString(),
      });
    });
  }
}
