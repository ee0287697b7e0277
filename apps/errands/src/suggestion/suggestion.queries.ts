import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { SUBDISTRICT, ok, refuse, type InputOf, type OperatorRow } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { PolicyReader, endingIn, reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { Colleagues } from './colleagues.partner.ts';
import { NeighboursValues, SuggestionPolicyValues } from './suggestion-policy.ts';
import { bordersOf, reasonOf, suggestAgents, type Candidate, type Suggestion } from './suggestion.ts';

interface Errand {
  readonly id: string;
  readonly no: string;
  readonly area: string;
  readonly path: string;
  readonly module_code: string;
}
/** Candidates of whom it is asked whether they are away, at most. */
const ASKED = 12;

/** Which agent could take an errand, and why: load, way and what they have done before; somebody decides. */
@Injectable()
export class SuggestionQueries {
  private readonly kit: Kit;
  private readonly colleagues: Colleagues;
  private readonly policies: PolicyReader<typeof SuggestionPolicyValues>;
  private readonly map: PolicyReader<typeof NeighboursValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.colleagues = new Colleagues(kit.client);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'suggestion', shape: SuggestionPolicyValues });
    this.map = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'neighbours', shape: NeighboursValues });
  }

  @Answers(C.SuggestAgents)
  suggest(input: InputOf<typeof C.SuggestAgents>, call: Call) {
    return reaching(async () => {
      if (input.errandId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'errandId' });
      const { rows } = await this.kit.pool.query<Errand>(
        `select "id", "no", "area", "path", "module_code" from "errands"."errand" where ${input.errandId === undefined ? '"no" like $1' : '"id" = $1'}
         order by "requested_at" desc limit 20`,
        [input.errandId ?? endingIn(input.no ?? '')],
      );
      const errand = rows.find(({ path }) => covers(call.caller, path));
      if (!errand) return refuse('record.not-found', { entity: 'errand' });
      const policy = await this.policies.inForce(call.now);
      const { neighbours } = await this.map.inForce(call.now);
      const agents = await this.colleagues.agentsOf(errand.area, call);
      const candidates = await this.candidates(agents, errand, call.now.subtract({ hours: 24 * policy.familiarDays }));
      const ranked = suggestAgents(errand, candidates, bordersOf(neighbours), policy);
      const { best, away } = await this.present(ranked, input.limit, call);
      return ok({
        errandId: errand.id,
        no: errand.no,
        rows: best.map((one) => ({
          agentId: one.candidate.operatorId,
          open: one.candidate.open,
          overdue: one.candidate.overdue,
          wayMinutes: one.way,
          minutes: one.minutes,
          ...reasonOf(one),
        })),
        away: away.map(({ candidate }) => candidate.operatorId),
        others: ranked.length - best.length - away.length,
        policyVersion: policy.version,
      });
    });
  }

  /** The first ones whose team does not say that they cannot go. */
  private async present(
    ranked: readonly Suggestion[],
    limit: number,
    call: Call,
  ): Promise<{ readonly best: readonly Suggestion[]; readonly away: readonly Suggestion[] }> {
    const best: Suggestion[] = [];
    const away: Suggestion[] = [];
    for (const one of ranked.slice(0, ASKED)) {
      if (best.length === limit) break;
      ((await this.colleagues.isAway(one.candidate.operatorId, call)) ? away : best).push(one);
    }
    return { best, away };
  }

  /** What agents have in hand everywhere, not only where the caller looks, and where they are. */
  private async candidates(
    agents: readonly OperatorRow[],
    { module_code }: Errand,
    since: Temporal.Instant,
  ): Promise<readonly Candidate[]> {
    const { rows } = await this.kit.pool.query<{ id: string; open: number; overdue: number; done: number; at: string | null }>(
      `select "agent_id" as id, count(*) filter (where "is_open")::int as open, count(*) filter (where "is_open" and "overdue")::int as overdue,
         count(*) filter (where "module_code" = $2 and "done_at" >= $3)::int as done,
         (array_agg("area" order by "updated_at" desc) filter (where "status" = 'IN_PROGRESS'))[1] as at
       from "errands"."errand" where "agent_id" = any($1::uuid[]) and ("is_open" or "done_at" >= $3) group by 1`,
      [agents.map(({ operatorId }) => operatorId), module_code, since.toString()],
    );
    const known = new Map(rows.map((row) => [row.id, row]));
    return agents.map(({ operatorId, scope }): Candidate => {
      const { open = 0, overdue = 0, done = 0, at } = known.get(operatorId) ?? {};
      return { operatorId, scope, open, overdue, done, at: at ?? homeOf(scope) };
    });
  }
}

/** The area somebody belongs to: the first of their jurisdiction; of the whole subdistrict nobody knows. */
const homeOf = ([path]: readonly string[]): string | undefined =>
  path === undefined || path === SUBDISTRICT ? undefined : path.split('/')[1];
