import { Inject, Injectable } from '@nestjs/common';
import { actorOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type BedReceipt, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { uuidv7, type Change, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { happenedAt } from '../decision.ts';
import type { IsolationCase } from '../isolation/isolation.ts';
import { placedChange } from '../isolation/isolation-place.store.ts';
import { findIsolation, sealWords, type LoadedIsolation } from '../isolation/isolation.store.ts';
import { moveBetween, moveWithin, setDiet, takeBed, type Guest, type Wish } from './bed.decide.ts';
import { sitesText, type DecidedSite, type SiteWorld } from './isolation-site.decide.ts';
import type { Bed, IsolationSite } from './isolation-site.ts';
import { sitePolicies, type SitePolicies } from './isolation-site-policy.store.ts';
import { findSite, getSite, lastLeft, openSites, siteChange, writeBeds, type LoadedSite } from './isolation-site.store.ts';

type Asked = Pick<InputOf<typeof C.AssignBed>, 'isolationId' | 'room' | 'exception' | 'reason' | 'diet' | 'occurredAt' | 'collectedBy'>;

/** Who is in which bed: the case and every site concerned change together, each under its version. */
@Injectable()
export class BedCommands {
  private readonly kit: Kit;
  private readonly policies: SitePolicies;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = sitePolicies(kit.pool);
  }

  @Handles(C.AssignBed)
  assign(input: InputOf<typeof C.AssignBed>, call: Call) {
    type Refused = (typeof C.AssignBed)['refusals'][number];
    return this.kit.unitOfWork.run<BedReceipt, Refused>(call, async (work) => {
      const asked = await this.asked(input, input.siteId, call, work);
      if (!asked.ok) return asked;
      const { loaded, site, at, world, guest, wish, bedId } = asked.value;
      const there = loaded.isolation.inBed ? await this.bedOf(loaded, work) : undefined;
      if (there) return refuse('isolation-site.has-bed', { site: there.site.code, room: there.bed.room });
      const taken = takeBed(site.site, guest, wish, bedId, at, world);
      if (!taken.ok) return this.explained(taken, at);
      const change = siteChange(taken.value, site.version, at);
      return this.saved(input, asked.value, 'bed-assigned', taken.value, [change], taken.value.changed, work);
    });
  }

  @Handles(C.MoveBed)
  move(input: InputOf<typeof C.MoveBed>, call: Call) {
    type Refused = (typeof C.MoveBed)['refusals'][number];
    return this.kit.unitOfWork.run<BedReceipt, Refused>(call, async (work) => {
      const asked = await this.asked(input, input.siteId, call, work);
      if (!asked.ok) return asked;
      const { loaded, site, at, world, guest, wish, bedId } = asked.value;
      const there = await this.bedOf(loaded, work);
      if (!there) return refuse('isolation-site.has-no-bed', {});
      const since = { ...guest, notBefore: there.bed.since };
      if (there.site.id === site.site.id) {
        const moved = moveWithin(site.site, since, wish, bedId, at, world);
        if (!moved.ok) return this.explained(moved, at);
        const change = siteChange(moved.value, site.version, at);
        return this.saved(input, asked.value, 'bed-changed', moved.value, [change], moved.value.changed, work);
      }
      const moved = moveBetween(there.site, site.site, since, wish, bedId, at, world);
      if (!moved.ok) return this.explained(moved, at);
      const { left, taken } = moved.value;
      const changes = [siteChange(left, there.version, at), siteChange(taken, site.version, at)];
      return this.saved(input, asked.value, 'bed-changed', taken, changes, [...left.changed, ...taken.changed], work);
    });
  }

  @Handles(C.SetDiet)
  diet(input: InputOf<typeof C.SetDiet>, call: Call) {
    type Refused = (typeof C.SetDiet)['refusals'][number];
    return this.kit.unitOfWork.run<BedReceipt, Refused>(call, async (work) => {
      const loaded = await this.caseOf(input.isolationId, call, work);
      if (!loaded.ok) return loaded;
      const { isolation } = loaded.value;
      if (!isolation.site) return refuse('isolation-site.has-no-bed', {});
      const site = await getSite(work, isolation.site.id, call.caller);
      if (!site.ok) return site;
      const decided = setDiet(site.value.site, isolation.id, input.diet, await this.world(call, work, work.now));
      if (!decided.ok) return decided;
      const [bed] = decided.value.changed;
      const receipt = receiptOf(isolation, decided.value.site, bed);
      return work.saveTogether([siteChange(decided.value, site.value.version, work.now)], receipt, (client) =>
        writeBeds(client, decided.value.changed),
      );
    });
  }

  /** The case, the site that is meant, and everything a decision is told. */
  private async asked(input: Asked, siteId: string | undefined, call: Call, work: Work) {
    const at = happenedAt(input.occurredAt, work.now);
    if (!at) return refuse('record.happened-in-future', {});
    const loaded = await this.caseOf(input.isolationId, call, work);
    if (!loaded.ok) return loaded;
    const { isolation } = loaded.value;
    const meant = siteId ?? isolation.site?.id;
    if (meant === undefined) return refuse('isolation-site.unnamed', { sites: sitesText(await openSites(work.pool), at).sites });
    if (input.exception !== undefined && input.room === undefined) return refuse('request.invalid', { rule: 'required', path: 'room' });
    const site = await getSite(work, meant, call.caller);
    if (!site.ok) return site;
    const left = await lastLeft(work.pool, isolation.personId);
    const { id: isolationId, personId, kind, status, area, orderedAt } = isolation;
    const notBefore = left && Temporal.Instant.compare(left, orderedAt) > 0 ? left : orderedAt;
    const guest: Guest = { isolationId, personId, kind, status, area, notBefore };
    const wish: Wish = { room: input.room, exception: input.exception, hasReason: input.reason !== undefined, diet: input.diet };
    const world = await this.world(call, work, at);
    const bedId = uuidv7(work.now.epochMilliseconds);
    return { ok: true as const, value: { loaded: loaded.value, site: site.value, at, world, guest, wish, bedId } };
  }

  private async caseOf(id: string, call: Call, work: Work): Promise<Outcome<LoadedIsolation, 'record.not-found'>> {
    const loaded = await findIsolation(work, id);
    return loaded && covers(call.caller, loaded.isolation.path)
      ? { ok: true, value: loaded }
      : refuse('record.not-found', { entity: 'isolation' });
  }

  /** Where somebody is; undefined without a bed. */
  private async bedOf({ isolation }: LoadedIsolation, work: Work): Promise<(LoadedSite & { readonly bed: Bed }) | undefined> {
    const loaded = isolation.inBed && isolation.site ? await findSite(work, isolation.site.id) : undefined;
    const bed = loaded?.site.beds.find(({ isolationId }) => isolationId === isolation.id);
    return loaded && bed && { ...loaded, bed };
  }

  /** Where every bed of a site is taken, the answer says which sites have some, and when the next room is clean. */
  private async explained<R extends RefusalCode>(refused: Refused<R>, at: Temporal.Instant): Promise<Refused<R>> {
    if (refused.refusal.code !== 'isolation-site.no-bed') return refused;
    return refuse('isolation-site.no-bed', sitesText(await openSites(this.kit.pool), at)) as Refused<R>;
  }

  /** The case, the sites and the ledger, all or none. */
  private async saved(
    { reason, collectedBy }: Pick<Asked, 'reason' | 'collectedBy'>,
    { loaded, at }: { readonly loaded: LoadedIsolation; readonly at: Temporal.Instant },
    fact: 'bed-assigned' | 'bed-changed',
    taken: DecidedSite,
    sites: readonly Change[],
    beds: readonly Bed[],
    work: Work,
  ) {
    const { isolation } = loaded;
    const words = await sealWords(this.kit.personKeys, isolation.personId, { reason, collectedBy });
    const change = placedChange(loaded, taken.site, fact, at, work.now, words);
    const bed = beds.find(({ until }) => until === undefined);
    return work.saveTogether([change, ...sites], receiptOf(isolation, taken.site, bed), (client) => writeBeds(client, beds));
  }

  private async world({ caller }: Call, work: Work, at: Temporal.Instant): Promise<SiteWorld> {
    const actor = { id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] };
    return { actor, now: work.now, policy: await this.policies.inForce(at) };
  }
}

type Refused<R extends RefusalCode> = Extract<Outcome<unknown, R>, { readonly ok: false }>;

const receiptOf = ({ id, no }: IsolationCase, site: IsolationSite, bed: Bed | undefined): BedReceipt => ({
  siteId: site.id,
  code: site.code,
  room: bed?.room ?? '',
  isolationId: id,
  no,
});
