import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type InputOf, type IsolationReceipt } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { lookingAgain } from '../collisions.store.ts';
import { happenedAt, type Actor } from '../decision.ts';
import { leavingBed } from '../isolation-site/bed-leaving.store.ts';
import { orderedPlace } from '../isolation-site/bed-ordering.store.ts';
import { sitePolicies, type SitePolicies } from '../isolation-site/isolation-site-policy.store.ts';
import { writeBeds } from '../isolation-site/isolation-site.store.ts';
import { holding, personById, placeExists } from '../person/person.store.ts';
import { orderIsolation } from './isolation.decide.ts';
import { transferIsolation } from './isolation.end.decide.ts';
import { IsolationPolicyValues } from './isolation-policy.ts';
import { getIsolation, isolationChange, isolationReceipt, openIsolationOf, sealWords, writeSlots } from './isolation.store.ts';

/** Where somebody is to be isolated, and where it goes on. */
@Injectable()
export class IsolationOrderCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;
  private readonly policies: PolicyReader<typeof IsolationPolicyValues>;
  private readonly sites: SitePolicies;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'census_screening');
    const parts = { pool: kit.pool, schema: 'census_screening' };
    this.policies = new PolicyReader({ ...parts, policy: 'isolation', shape: IsolationPolicyValues });
    this.sites = sitePolicies(kit.pool);
  }

  @Handles(C.OrderIsolation)
  order(input: InputOf<typeof C.OrderIsolation>, call: Call) {
    type Refused = (typeof C.OrderIsolation)['refusals'][number];
    return lookingAgain(['isolation_person_open'], () =>
      this.kit.unitOfWork.run<IsolationReceipt, Refused>(call, async (work) => {
        const at = happenedAt(input.occurredAt, work.now);
        const named = await orderedPlace(input, at ?? work.now, work);
        if (!named.ok) return named;
        const person = await personById(work.pool, input.personId);
        const path = named.value.path ?? person?.path;
        if (!person || path === undefined || !covers(call.caller, path)) return refuse('record.not-found', { entity: 'person' });
        if (person.keptNo !== null) return refuse('person.merged', { no: person.keptNo });
        if (!(await this.kit.personKeys.find([person.id])).has(person.id)) return refuse('person.erased', {});
        if (!(await placeExists(work.pool, path))) return refuse('place.unknown', { path });
        if (!at) return refuse('record.happened-in-future', {});
        const open = await openIsolationOf(work.pool, person.id);
        if (open) return refuse('isolation.already-open', { no: open.no });
        const { site } = named.value;
        const order = {
          id: uuidv7(work.now.epochMilliseconds),
          no: await this.nextNo(work),
          personId: person.id,
          area: areaOf(path),
          path,
          kind: input.kind,
          ...(site ? { site } : {}),
          reason: input.reason,
          dayZero: input.dayZero ?? dayOf(at).toString(),
          homePossible: input.homePossible,
        };
        const world = { actor: actor(call), now: work.now, policy: await this.policies.inForce(at) };
        const decided = orderIsolation(order, at, world);
        if (!decided.ok) return decided;
        const words = await sealWords(this.kit.personKeys, person.id, {
          collectedBy: input.collectedBy,
          documentAt: input.orderedOfficialDocumentAt,
        });
        const change = { ...isolationChange(decided.value, 0, at, work.now, words), holds: holding(person) };
        return work.save(change, isolationReceipt(decided.value, 0, call.caller));
      }),
    );
  }

  /** The case left, the bed it had and the case that goes on, in one transaction: nobody is between two isolations. */
  @Handles(C.TransferIsolation)
  transfer(input: InputOf<typeof C.TransferIsolation>, call: Call) {
    type Refused = (typeof C.TransferIsolation)['refusals'][number];
    return this.kit.unitOfWork.run<IsolationReceipt, Refused>(call, async (work) => {
      const loaded = await getIsolation(work, input.isolationId, call.caller);
      if (!loaded.ok) return loaded;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {});
      const named = await orderedPlace(input, at, work);
      if (!named.ok) return named;
      const { path, site } = named.value;
      if (path === undefined) return refuse('request.invalid', { rule: 'required', path: 'path' });
      if (!(await placeExists(work.pool, path))) return refuse('place.unknown', { path });
      const { isolation, version } = loaded.value;
      const to = {
        id: uuidv7(work.now.epochMilliseconds),
        no: await this.nextNo(work),
        kind: input.kind,
        area: areaOf(path),
        path,
        ...(site ? { site } : {}),
      };
      const decided = transferIsolation(isolation, to, at);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version });
      const { decided: left, changes, beds } = await leavingBed(decided.value.left, at, work, actor(call), this.sites);
      const words = await sealWords(this.kit.personKeys, isolation.personId, { reason: input.reason });
      return work.saveTogether(
        [isolationChange(left, version, at, work.now, words), isolationChange(decided.value.successor, 0, at, work.now), ...changes],
        isolationReceipt(left, version, call.caller),
        async (client) => {
          await writeSlots(client, isolation.id, left.changed);
          await writeBeds(client, beds);
        },
      );
    });
  }

  private async nextNo(work: Work): Promise<string> {
    const day = dayOf(work.now).toString();
    return formatBusinessNumber({ prefix: 'IC', date: day, sequence: await this.numbers.next('IC', day) });
  }
}

const actor = ({ caller }: Call): Actor => ({ id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] });
