import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type InputOf, type NeedReceipt, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call as Asked } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { Neighbours } from '../errand/neighbours.partner.ts';
import { findModule } from '../service-module/service-module.store.ts';
import { NeedPolicyValues } from './need-policy.ts';
import * as decide from './need-report.decide.ts';
import type { DecidedNeed, NeedWorld } from './need-report.decide.ts';
import { getNeed, openAnswer, saveNeed, sealAnswer, sealNeedWords, type AnswerWords, type LoadedNeed } from './need-report.store.ts';

interface Target {
  readonly reportId: string;
  readonly expectedVersion?: number | undefined;
}

@Injectable()
export class NeedReportCommands {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly numbers: BusinessNumbers;
  private readonly policies: PolicyReader<typeof NeedPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.numbers = new BusinessNumbers(kit.pool, 'errands');
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'need-report', shape: NeedPolicyValues });
  }

  @Handles(C.ReportNeed)
  async report(input: InputOf<typeof C.ReportNeed>, call: Asked) {
    const known = input.aboutId === undefined ? undefined : await this.neighbours.personPlace(input.aboutId, call);
    if (known && !known.ok) return known;
    const place = known?.value ?? placeOf(input.area, call);
    if (!place) return refuse('call.area-missing', {});
    return this.kit.unitOfWork.run(call, async (work): Promise<Outcome<NeedReceipt, (typeof C.ReportNeed)['refusals'][number]>> => {
      const { topic, words, keywords, aboutId } = input;
      const { area, path } = place;
      const fresh = { id: uuidv7(work.now.epochMilliseconds), no: 'NR', topic, area, path, ...(aboutId === undefined ? {} : { aboutId }) };
      const drafted = decide.reportNeed(fresh, await this.world(work));
      if (!drafted.ok) return drafted;
      const day = dayOf(work.now).toString();
      const no = formatBusinessNumber({ prefix: 'NR', date: day, sequence: await this.numbers.next('NR', day) });
      const [{ report, fact }] = drafted.value.changes;
      const lead = { ...report, no };
      const sealed = await sealNeedWords(this.kit.personKeys, lead, { words, keywords });
      return saveNeed(work, { changes: [{ report: lead, fact }], need: { lead, joined: [] } }, new Map(), { sealed });
    });
  }

  @Handles(C.PutNeedsTogether)
  putTogether(input: InputOf<typeof C.PutNeedsTogether>, call: Asked) {
    type Refused = (typeof C.PutNeedsTogether)['refusals'][number];
    return this.kit.unitOfWork.run(call, async (work): Promise<Outcome<NeedReceipt, Refused>> => {
      const loaded = await getNeed(work.pool, input.reportId, call.caller);
      if (!loaded.ok) return loaded;
      const other = await getNeed(work.pool, input.withId, call.caller);
      if (!other.ok) return other;
      const decided = decide.putTogether(loaded.value.need, input.reportId, other.value.need, await this.world(work));
      if (!decided.ok) return decided;
      const rows = new Map([...loaded.value.rows, ...other.value.rows]);
      return this.stale(input, loaded.value) ?? saveNeed(work, decided.value, rows);
    });
  }

  @Handles(C.TakeNeedApart)
  takeApart(input: InputOf<typeof C.TakeNeedApart>, call: Asked) {
    return this.act(input, call, ({ need }, world) => decide.takeApart(need, input.reportId, world));
  }

  @Handles(C.TakeNeed)
  take(input: InputOf<typeof C.TakeNeed>, call: Asked) {
    return this.act(input, call, ({ need }, world) => decide.takeNeed(need, world));
  }

  @Handles(C.GiveNeedBack)
  giveBack(input: InputOf<typeof C.GiveNeedBack>, call: Asked) {
    return this.act(input, call, ({ need }, world) => decide.giveNeedBack(need, world));
  }

  @Handles(C.AnswerNeed)
  answer(input: InputOf<typeof C.AnswerNeed>, call: Asked) {
    return this.act(input, call, ({ need }, world) => decide.answerNeed(need, world), { answer: input.answer });
  }

  @Handles(C.SettleNeed)
  settle(input: InputOf<typeof C.SettleNeed>, call: Asked) {
    const { end, moduleCode, agreement, reason } = input;
    return this.act(
      input,
      call,
      async ({ need }, world, work): Promise<Outcome<DecidedNeed, (typeof C.SettleNeed)['refusals'][number]>> => {
        if (end === 'MODULE' && moduleCode !== undefined && !(await findModule(work.pool, moduleCode)))
          return refuse('service-module.unknown', { code: moduleCode });
        const facts = { end, moduleCode, hasAgreement: agreement !== undefined, hasReason: reason !== undefined };
        return decide.settleNeed(need, facts, world);
      },
      { ...(end === 'AGREEMENT' && agreement ? { agreement } : {}), ...(reason === undefined ? {} : { reason }) },
    );
  }

  @Handles(C.RateNeedAnswer)
  rate(input: InputOf<typeof C.RateNeedAnswer>, call: Asked) {
    return this.act(input, call, ({ need }, world) => decide.rateAnswer(need, input.reportId, input.helps, world));
  }

  /** Load, judge, then the version the caller saw, then save every report the decision changes. @param words what is added to the answer */
  private act<R extends RefusalCode>(
    input: Target,
    call: Asked,
    judge: (loaded: LoadedNeed, world: NeedWorld, work: Work) => Outcome<DecidedNeed, R> | Promise<Outcome<DecidedNeed, R>>,
    words?: AnswerWords,
  ): Promise<Outcome<NeedReceipt, R>> {
    type Answer = Outcome<NeedReceipt, R>;
    const { personKeys, unitOfWork } = this.kit;
    return unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getNeed(work.pool, input.reportId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const decided = await judge(loaded.value, await this.world(work), work);
      if (!decided.ok) return decided;
      const stale = this.stale(input, loaded.value);
      if (stale) return stale as Answer;
      const { lead } = loaded.value.need;
      const before = words && (await openAnswer(personKeys, lead.id, loaded.value.rows.get(lead.id)?.answered ?? null));
      const answered = words && { answered: await sealAnswer(personKeys, lead.id, { ...before, ...words }) };
      return saveNeed(work, mineFirst(decided.value, input.reportId), loaded.value.rows, answered);
    });
  }

  private stale({ reportId, expectedVersion }: Target, { rows }: LoadedNeed) {
    const version = rows.get(reportId)?.version ?? 0;
    return expectedVersion !== undefined && expectedVersion !== version ? refuse('record.conflict', { version }) : undefined;
  }

  private async world({ call, now }: Work): Promise<NeedWorld> {
    const { caller } = call;
    return {
      actor: { id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] },
      now,
      policy: await this.policies.inForce(now),
      covers: (path) => covers(caller, path),
    };
  }
}

/** The report that was named stands first: its receipt is the answer. */
function mineFirst({ changes, need }: DecidedNeed, reportId: string): DecidedNeed {
  const mine = changes.find(({ report }) => report.id === reportId);
  return mine ? { need, changes: [mine, ...changes.filter((one) => one !== mine)] } : { need, changes };
}

/** Where it is: as said, else the one area of whoever reports. */
function placeOf(area: string | undefined, { caller }: Asked): { readonly area: string; readonly path: string } | undefined {
  const [own, another] = caller.kind === 'operator' ? caller.scope : [];
  const path = area === undefined ? (another === undefined ? own : undefined) : area === 'a00' ? C.SUBDISTRICT : `${C.SUBDISTRICT}/${area}`;
  return path !== undefined && covers(caller, path) ? { area: areaOf(path), path } : undefined;
}
