import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type InputOf, type Outcome, type RefusalCode, type SiteReceipt } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { uuidv7, violatedUnique, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { happenedAt, type OperatorFacts } from '../decision.ts';
import { Neighbours } from '../neighbours.partner.ts';
import { placeExists } from '../person/person.store.ts';
import * as decide from './isolation-site.decide.ts';
import type { IsolationSite } from './isolation-site.ts';
import { sitePolicies, type SitePolicies } from './isolation-site-policy.store.ts';
import { getSite, numbersOf, siteChange, siteReceipt } from './isolation-site.store.ts';

interface Target {
  readonly siteId: string;
  readonly expectedVersion?: number | undefined;
  readonly occurredAt?: string | undefined;
}

/** Sites and their rooms; who is in them is for `BedCommands`. */
@Injectable()
export class IsolationSiteCommands {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly policies: SitePolicies;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.policies = sitePolicies(kit.pool);
  }

  @Handles(C.OpenIsolationSite)
  async open(input: InputOf<typeof C.OpenIsolationSite>, call: Call) {
    type Refused = (typeof C.OpenIsolationSite)['refusals'][number];
    try {
      return await this.kit.unitOfWork.run<SiteReceipt, Refused>(call, async (work) => {
        if (!covers(call.caller, input.path) || !(await placeExists(work.pool, input.path)))
          return refuse('place.unknown', { path: input.path });
        const at = happenedAt(input.occurredAt, work.now);
        if (!at) return refuse('record.happened-in-future', {});
        const { code, name, path } = input;
        const rooms = decide.roomsOf(input.rooms);
        const id = uuidv7(work.now.epochMilliseconds);
        const site: IsolationSite = {
          id,
          code,
          name,
          status: 'OPEN',
          area: areaOf(path),
          path,
          rooms,
          staffIds: [],
          openedAt: at,
          beds: [],
        };
        const decided: decide.DecidedSite = { site, facts: [{ fact: 'opened', rooms: rooms.length }], changed: [] };
        return work.save(siteChange(decided, 0, at), siteReceipt(decided, 0, call.caller));
      });
    } catch (error) {
      if (violatedUnique(error) === 'isolation_site_code') return refuse('isolation-site.code-taken', {});
      throw error;
    }
  }

  @Handles(C.AddSiteRooms)
  addRooms(input: InputOf<typeof C.AddSiteRooms>, call: Call) {
    return this.act(input, call, (site, _, world) => decide.addRooms(site, input.rooms, world));
  }

  @Handles(C.WithdrawSiteRooms)
  withdrawRooms(input: InputOf<typeof C.WithdrawSiteRooms>, call: Call) {
    return this.act(input, call, (site, at, world) => decide.withdrawRooms(site, input.rooms, input.why, at, world));
  }

  @Handles(C.SetSiteStaff)
  async setStaff(input: InputOf<typeof C.SetSiteStaff>, call: Call) {
    const { staffIds, doctorId } = input;
    const named: OperatorFacts[] = [];
    for (const id of new Set([...staffIds, ...(doctorId === undefined ? [] : [doctorId])])) {
      const member = await this.neighbours.operator(id, call);
      if (!member.ok) return member;
      named.push(member.value);
    }
    return this.act(input, call, (site) => decide.setStaff(site, named, staffIds, doctorId));
  }

  @Handles(C.CloseIsolationSite)
  close(input: InputOf<typeof C.CloseIsolationSite>, call: Call) {
    return this.act(input, call, async (site, at, _, work) => {
      const numbers = await numbersOf(
        work.pool,
        site.beds.map(({ isolationId }) => isolationId),
      );
      return decide.closeSite(site, (id) => numbers.get(id) ?? '', at);
    });
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    judge: (
      site: IsolationSite,
      at: Temporal.Instant,
      world: decide.SiteWorld,
      work: Work,
    ) => Outcome<decide.DecidedSite, R> | Promise<Outcome<decide.DecidedSite, R>>,
  ) {
    type Answer = Outcome<SiteReceipt, R>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getSite(work, input.siteId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {}) as Answer;
      const { site, version } = loaded.value;
      const actor = { id: actorOf(call.caller), roles: call.caller.kind === 'operator' ? call.caller.roles : [] };
      const decided = await judge(site, at, { actor, now: work.now, policy: await this.policies.inForce(at) }, work);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version }) as Answer;
      return work.save(siteChange(decided.value, version, at), siteReceipt(decided.value, version, call.caller));
    });
  }
}
