import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type CareReceipt, type InputOf, type Outcome } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { KIT, type Kit } from '@houzhai/service';
import { Neighbours } from '../errand/neighbours.partner.ts';
import { CareLinkCommands, alike } from './care-link.commands.ts';
import * as decide from './care-link.decide.ts';
import { tierOf } from './care-link.ts';
import { careOf, careOfPersons } from './care-link.store.ts';

type Household = InputOf<typeof C.SetUpCareLink>;
type Row = C.OutputOf<typeof C.SubstituteCarer>['rows'][number];

/** Whole lists of households in one step: a decision and a result each, under an id derived from the list's; a repeat has no second effect. */
@Injectable()
export class CareListCommands {
  private readonly kit: Kit;
  private readonly one: CareLinkCommands;
  private readonly neighbours: Neighbours;

  constructor(@Inject(KIT) kit: Kit, @Inject(CareLinkCommands) one: CareLinkCommands) {
    this.kit = kit;
    this.one = one;
    this.neighbours = new Neighbours(kit.client);
  }

  @Handles(C.SetUpCareLinks)
  async setUpMany({ links, dryRun }: InputOf<typeof C.SetUpCareLinks>, call: Call) {
    const rows: Row[] = [];
    const seen = new Map<string, number>();
    for (const [nth, household] of links.entries()) {
      const twice = household.personIds.find((id) => seen.has(id));
      for (const id of household.personIds) seen.set(id, nth);
      if (twice !== undefined) rows.push(rowOf(refuse('care-link.has-one', { no: `#${String((seen.get(twice) ?? nth) + 1)}` })));
      else if (!dryRun && (await this.kit.unitOfWork.wasAnswered(derived(call, String(nth)))))
        rows.push(await this.entered(household, nth, call));
      else {
        const there = await this.alreadySo(household, call);
        rows.push(there ?? (await this.entered(household, nth, call, dryRun)));
      }
    }
    return ok(sum(rows, dryRun));
  }

  private async entered(household: Household, nth: number, call: Call, dryRun = false): Promise<Row> {
    const facts = await this.one.factsOf(household, call);
    return rowOf(facts.ok ? await this.one.enter(household, facts.value, derived(call, String(nth)), dryRun) : facts);
  }

  /** The household where it is set up with the same people, for the same reasons, as often and by the same two. */
  private async alreadySo(household: Household, call: Call): Promise<Row | undefined> {
    const there = await careOfPersons(this.kit.pool, household.personIds);
    if (!there || !covers(call.caller, there.link.path)) return undefined;
    const { link, sealedFor, sealed } = there;
    const why = (await this.kit.personKeys.open(sealedFor, 'care-link', sealed)) as { readonly categories: string[] } | undefined;
    const owners = [link.agent.standsInFor ?? link.agent.id, link.partyMember.standsInFor ?? link.partyMember.id];
    const same =
      alike(link.personIds, household.personIds) &&
      alike(why?.categories ?? [], household.categories) &&
      tierOf(link) === household.tier &&
      owners[0] === household.agentId &&
      owners[1] === household.partyMemberId;
    return same ? { linkId: link.id, no: link.no, ok: true, unchanged: true } : undefined;
  }

  @Handles(C.SubstituteCarer)
  async substitute({ fromId, toId, reason, dryRun }: InputOf<typeof C.SubstituteCarer>, call: Call) {
    if (fromId === toId) return refuse('care-link.to-themselves', {});
    const to = await this.neighbours.agent(toId, call);
    return this.each(await careOf(this.kit.pool, fromId, 'has', call.caller), dryRun, call, (linkId, own) =>
      this.one.act({ linkId }, own, (link) => (to.ok ? decide.substitute(link, fromId, to.value) : to), { words: { reason } }, dryRun),
    );
  }

  @Handles(C.GiveBackHouseholds)
  async giveBack({ toId, dryRun }: InputOf<typeof C.GiveBackHouseholds>, call: Call) {
    const to = await this.neighbours.agent(toId, call);
    return this.each(await careOf(this.kit.pool, toId, 'stood-in-for', call.caller), dryRun, call, (linkId, own) =>
      this.one.act({ linkId }, own, (link) => (to.ok ? decide.giveBack(link, to.value) : to), {}, dryRun),
    );
  }

  private async each(
    households: Awaited<ReturnType<typeof careOf>>,
    dryRun: boolean,
    call: Call,
    act: (linkId: string, own: Call) => Promise<Outcome<CareReceipt>>,
  ) {
    const rows: Row[] = [];
    for (const { id: linkId, no } of households) rows.push({ ...rowOf(await act(linkId, derived(call, linkId))), linkId, no });
    return ok(sum(rows, dryRun));
  }
}

const derived = (call: Call, key: string): Call => ({
  ...call,
  commandId: createHash('sha256').update(`${call.commandId}:${key}`).digest('base64url'),
});

const rowOf = (outcome: Outcome<CareReceipt>): Row =>
  outcome.ok
    ? { linkId: outcome.value.linkId, no: outcome.value.no, ok: true, unchanged: false }
    : { no: '', ok: false, unchanged: false, refusal: { code: outcome.refusal.code, params: outcome.refusal.params } };

const sum = (rows: Row[], dryRun: boolean) => ({
  dryRun,
  done: rows.filter(({ ok: isOk, unchanged }) => isOk && !unchanged).length,
  unchanged: rows.filter(({ unchanged }) => unchanged).length,
  refused: rows.filter((row) => !row.ok).length,
  rows,
});
