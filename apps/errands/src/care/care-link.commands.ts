import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import { dayOf } from '@houzhai/calendar';
import * as C from '@houzhai/contracts';
import { instantText, ok, refuse, type CareReceipt, type InputOf, type OutputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, violatedUnique, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { AgentFacts } from '../errand/agent.ts';
import { Neighbours } from '../errand/neighbours.partner.ts';
import * as decide from './care-link.decide.ts';
import {
  careChange,
  careOfPersons,
  careReceipt,
  getCare,
  newCareId,
  writeMembers,
  type Beside,
  type LoadedCare,
} from './care-link.store.ts';
import { CarePolicyValues, type CarePolicy } from './care-policy.ts';
import type { CareLink } from './care-link.ts';

type Household = InputOf<typeof C.SetUpCareLink>;
type SetUpRefused = (typeof C.SetUpCareLink)['refusals'][number];
type Facts = { readonly area: string; readonly path: string; readonly agent: AgentFacts; readonly member: AgentFacts };
interface Target {
  readonly linkId: string;
  readonly expectedVersion?: number | undefined;
}

/** What is done about one household; whole lists are for `CareListCommands`. */
@Injectable()
export class CareLinkCommands {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly numbers: BusinessNumbers;
  private readonly policies: PolicyReader<typeof CarePolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.numbers = new BusinessNumbers(kit.pool, 'errands');
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'care', shape: CarePolicyValues });
  }

  @Handles(C.SetUpCareLink)
  async setUp(input: Household, call: Call): Promise<Outcome<CareReceipt, SetUpRefused>> {
    const facts = await this.factsOf(input, call);
    return facts.ok ? this.enter(input, facts.value, call) : facts;
  }

  /** What is known of those who live in a household and of those who are to look after it. */
  async factsOf(input: Household, call: Call): Promise<Outcome<Facts, SetUpRefused | 'record.not-found'>> {
    const place = await this.placeOf(input.personIds, call);
    if (!place.ok) return place;
    const agent = await this.neighbours.agent(input.agentId, call);
    if (!agent.ok) return agent;
    const member = await this.neighbours.agent(input.partyMemberId, call);
    if (!member.ok) return refuse('care-link.member-unfit', { area: place.value.area });
    return ok({ ...place.value, agent: agent.value, member: member.value });
  }

  /** Enters a household, or only decides. */
  async enter(input: Household, facts: Facts, call: Call, dryRun = false): Promise<Outcome<CareReceipt, SetUpRefused>> {
    try {
      return await this.kit.unitOfWork.run<CareReceipt, SetUpRefused>(call, async (work) => {
        const personIds = [...new Set(input.personIds)];
        const there = await careOfPersons(work.pool, personIds);
        if (there) return refuse('care-link.has-one', { no: there.link.no });
        const own = { id: newCareId(work.now), no: 'CL', area: facts.area, path: facts.path, personIds };
        const drafted = decide.setUp(own, input.tier, facts.agent, facts.member, work.now);
        if (!drafted.ok) return drafted;
        if (dryRun) return ok(careReceipt(drafted.value, 1));
        const day = dayOf(work.now).toString();
        const no = formatBusinessNumber({ prefix: 'CL', date: day, sequence: await this.numbers.next('CL', day) });
        const decided = { ...drafted.value, link: { ...drafted.value.link, no } };
        const [sealedFor = ''] = personIds;
        const sealed = await this.kit.personKeys.seal(sealedFor, 'care-link', { categories: [...new Set(input.categories)] });
        const from = { version: 0, sealedFor, sealed };
        const change = await careChange(work, this.kit.personKeys, await this.policies.inForce(work.now), from, decided);
        return work.save(change, careReceipt(decided, 1));
      });
    } catch (error) {
      if (violatedUnique(error) !== 'care_member_pkey') throw error;
      return refuse('care-link.has-one', { no: (await careOfPersons(this.kit.pool, input.personIds))?.link.no ?? '' });
    }
  }

  @Handles(C.ChangeCareHousehold)
  async change(input: InputOf<typeof C.ChangeCareHousehold>, call: Call) {
    type Refused = (typeof C.ChangeCareHousehold)['refusals'][number];
    const place = input.personIds && (await this.placeOf(input.personIds, call));
    if (place && !place.ok) return place;
    const { personKeys } = this.kit;
    try {
      return await this.kit.unitOfWork.run<CareReceipt, Refused>(call, async (work) => {
        const loaded = await this.load<Refused>(work, input, call);
        if (!loaded.ok) return loaded;
        const { link, version, sealedFor, sealed } = loaded.value;
        if (place && place.value.path !== link.path) return refuse('care-link.not-one-household', {});
        const personIds = input.personIds ? [...new Set(input.personIds)] : link.personIds;
        const before = ((await personKeys.open(sealedFor, 'care-link', sealed)) as { categories: string[] } | undefined)?.categories ?? [];
        const categories = input.categories ?? before;
        const decided = decide.changeHousehold(link, personIds, alike(personIds, link.personIds) && alike(categories, before));
        if (!decided.ok) return decided;
        const [holder = sealedFor] = personIds;
        const from = {
          version,
          sealedFor: holder,
          sealed: await personKeys.seal(holder, 'care-link', { categories: [...new Set(categories)] }),
        };
        const change = await careChange(work, personKeys, await this.policies.inForce(work.now), from, decided.value);
        return work.saveTogether([change], careReceipt(decided.value, version + 1), (client) => writeMembers(client, decided.value.link));
      });
    } catch (error) {
      if (violatedUnique(error) !== 'care_member_pkey') throw error;
      return refuse('care-link.has-one', { no: (await careOfPersons(this.kit.pool, input.personIds ?? []))?.link.no ?? '' });
    }
  }

  @Handles(C.SetCareTier)
  setTier(input: InputOf<typeof C.SetCareTier>, call: Call) {
    return this.act(input, call, (link, world) => decide.setTier(link, input.tier, input.reason, world), {
      words: { reason: input.reason },
    });
  }

  @Handles(C.AssignCarers)
  async assign(input: InputOf<typeof C.AssignCarers>, call: Call) {
    const agent = await this.neighbours.agent(input.agentId, call);
    if (!agent.ok) return agent;
    const member = await this.neighbours.agent(input.partyMemberId, call);
    return this.act(input, call, (link) =>
      member.ok ? decide.assign(link, agent.value, member.value) : refuse('care-link.member-unfit', { area: link.area }),
    );
  }

  @Handles(C.EndCareLink)
  end(input: InputOf<typeof C.EndCareLink>, call: Call) {
    return this.act(input, call, (link, world) => decide.end(link, world), { words: { reason: input.reason } });
  }

  @Handles(C.ExplainCareGap)
  explainGap(input: InputOf<typeof C.ExplainCareGap>, call: Call) {
    const words = { reason: input.reason, cause: input.cause };
    return this.act(input, call, (link, world) => decide.explainGap(link, input, world), { words });
  }

  @Handles(C.RecordCareContact)
  contact(input: InputOf<typeof C.RecordCareContact>, call: Call) {
    type Refused = (typeof C.RecordCareContact)['refusals'][number];
    const at = input.occurredAt === undefined ? call.now : Temporal.Instant.from(input.occurredAt);
    return this.kit.unitOfWork.run<C.OutputOf<typeof C.RecordCareContact>, Refused>(call, async (work) => {
      const loaded = await this.load<Refused>(work, input, call);
      if (!loaded.ok) return loaded;
      if (Temporal.Instant.compare(at, work.now.add({ minutes: 1 })) > 0) return refuse('record.happened-in-future', {});
      const happened = Temporal.Instant.compare(at, work.now) > 0 ? work.now : at;
      const world = await this.world(work);
      const { as, method, outcome, needs, words, collectedBy } = input;
      const contactId = uuidv7(work.now.epochMilliseconds);
      const decided = decide.recordContact(loaded.value.link, { contactId, as, method, outcome }, happened, world);
      if (!decided.ok) return decided;
      const beside = { contact: { at: happened, by: world.actor.id, words: { needs, words, collectedBy } } };
      const change = await careChange(work, this.kit.personKeys, world.policy, loaded.value, decided.value, beside);
      const { fact } = decided.value;
      const told = fact.fact === 'contacted' && fact.nextBy ? { nextBy: fact.nextBy } : {};
      return work.save(change, { ...careReceipt(decided.value, loaded.value.version + 1), ...told });
    });
  }

  @Handles(C.IssueContactCard)
  card({ linkId }: InputOf<typeof C.IssueContactCard>, call: Call) {
    type Refused = (typeof C.IssueContactCard)['refusals'][number];
    return this.kit.unitOfWork.run<OutputOf<typeof C.IssueContactCard>, Refused>(call, async (work) => {
      const loaded = await this.load<Refused>(work, { linkId }, call);
      if (!loaded.ok) return loaded;
      const world = await this.world(work);
      const decided = decide.issueCard(loaded.value.link, world);
      if (!decided.ok) return decided;
      const change = await careChange(work, this.kit.personKeys, world.policy, loaded.value, decided.value);
      const receipt = { ...careReceipt(decided.value, loaded.value.version + 1), issuedAt: instantText(work.now) };
      const { centrePhone } = world.policy;
      return work.save(change, { ...receipt, ...(centrePhone === undefined ? {} : { centrePhone }) });
    });
  }

  /** Load, judge legality, then the version the caller saw, then save. */
  act<R extends RefusalCode>(
    input: Target,
    call: Call,
    judge: (link: CareLink, world: decide.CareWorld) => Outcome<decide.DecidedCare, R>,
    beside: Beside = {},
    dryRun = false,
  ): Promise<Outcome<CareReceipt, R>> {
    return this.kit.unitOfWork.run(call, async (work): Promise<Outcome<CareReceipt, R>> => {
      const loaded = await getCare(work, input.linkId, call.caller);
      if (!loaded.ok) return loaded as Outcome<CareReceipt, R>;
      const { link, version } = loaded.value;
      const world = await this.world(work);
      const decided = judge(link, world);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version)
        return refuse('record.conflict', { version }) as Outcome<CareReceipt, R>;
      const receipt = careReceipt(decided.value, version + 1);
      if (dryRun) return ok(receipt);
      const change = await careChange(work, this.kit.personKeys, world.policy, loaded.value, decided.value, beside);
      // Whoever lived there may live in another household that is looked after.
      return decided.value.link.status === 'ENDED'
        ? work.saveTogether([change], receipt, (client) => writeMembers(client, decided.value.link))
        : work.save(change, receipt);
    });
  }

  private async load<R extends RefusalCode>(work: Work, input: Target, call: Call): Promise<Outcome<LoadedCare, R>> {
    const loaded = await getCare(work, input.linkId, call.caller);
    if (!loaded.ok) return loaded as Outcome<LoadedCare, R>;
    const { version } = loaded.value;
    return input.expectedVersion === undefined || input.expectedVersion === version
      ? loaded
      : (refuse('record.conflict', { version }) as Outcome<LoadedCare, R>);
  }

  private async world({ call, now }: Work): Promise<decide.CareWorld> {
    const policy: CarePolicy = await this.policies.inForce(now);
    return { actor: { id: actorOf(call.caller), roles: call.caller.kind === 'operator' ? call.caller.roles : [] }, now, policy };
  }

  /** Where a household is: those who live there are registered at one place. */
  private async placeOf(personIds: readonly string[], call: Call) {
    const [first = '', ...others] = new Set(personIds);
    const place = await this.neighbours.personPlace(first, call);
    if (!place.ok) return place;
    for (const id of others) {
      const own = await this.neighbours.personPlace(id, call);
      if (!own.ok) return own;
      if (own.value.path !== place.value.path) return refuse('care-link.not-one-household', {});
    }
    return place;
  }
}

/** The same, in whatever order. */
export const alike = (a: readonly string[], b: readonly string[]): boolean => {
  const [one, other] = [new Set(a), new Set(b)];
  return one.size === other.size && [...one].every((item) => other.has(item));
};
