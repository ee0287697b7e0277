import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { instantText, ok, refuse, type InputOf, type OutputOf } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { envelopeOf, insertEvents, uuidv7 } from '@houzhai/persistence';
import { KIT, REASON, type Kit } from '@houzhai/service';
import type { Pool, PoolClient } from 'pg';
import { lookingAgain } from '../collisions.store.ts';
import { decideLink, decideMerge, decideUnmerge } from './person-identity.decide.ts';
import { entriesOf, linksOf, lockEntries, pairOf, setMergedInto, type LoadedEntry } from './person-identity.store.ts';

type Receipt = OutputOf<typeof C.MergePersons>;
const UNKNOWN = refuse('record.not-found', { entity: 'person' });

/** Says who is one person and who is two. */
@Injectable()
export class PersonIdentityCommands {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Handles(C.LinkPersons)
  link(input: InputOf<typeof C.LinkPersons>, call: Call) {
    type Answer = OutputOf<typeof C.LinkPersons>;
    const [personId, otherId] = pairOf(input.personId, input.otherId);
    // Somebody may say something of the same two in between: the next look finds it.
    return lookingAgain(['person_link_pair'], () =>
      this.kit.unitOfWork.run<Answer, (typeof C.LinkPersons)['refusals'][number]>(call, async (work) => {
        const entries = await entriesOf(work.pool, [personId, otherId]);
        const [one, other] = [entries.get(personId), entries.get(otherId)];
        if (!one || !other || !covers(call.caller, one.path) || !covers(call.caller, other.path)) return UNKNOWN;
        const stands = (await linksOf(work.pool, [personId])).find((link) => link.personId === personId && link.otherId === otherId);
        const decided = decideLink(one, other, input.verdict, stands?.verdict);
        if (!decided.ok) return decided;
        const { verdict } = input;
        const from = stands?.version ?? 0;
        const area = areaOf(one.path);
        return work.save(
          {
            table: 'person_link',
            entity: 'person-link',
            id: stands?.id ?? uuidv7(work.now.epochMilliseconds),
            area,
            from,
            columns: {
              person_id: personId,
              other_id: otherId,
              verdict,
              decided_at: instantText(work.now),
              decided_by: actorOf(call.caller),
            },
            events: [{ contract: C.PersonsLinked, data: { personId, otherId, verdict } }],
            auditDetails: { personId, otherId, verdict, sealedReason: await this.sealed(personId, input.reason, work.pool) },
          },
          { personId, otherId, verdict, version: from + 1, area },
        );
      }),
    );
  }

  @Handles(C.MergePersons)
  merge({ keepId, otherId, reason }: InputOf<typeof C.MergePersons>, call: Call) {
    return this.kit.unitOfWork.inTransaction<Receipt, (typeof C.MergePersons)['refusals'][number]>(call, async (tx) => {
      await lockEntries(tx, [keepId, otherId]);
      const entries = await entriesOf(tx, [keepId, otherId]);
      const [keep, other] = [entries.get(keepId), entries.get(otherId)];
      if (!keep || !other || !covers(call.caller, keep.path) || !covers(call.caller, other.path)) return { outcome: UNKNOWN };
      const decided = decideMerge(keep, other);
      if (!decided.ok) return { outcome: decided };
      await setMergedInto(tx, other.id, keep.id, keep.id);
      return this.told(tx, call, reason, other, keep, [
        { contract: C.PersonMerged, data: { path: other.path, into: keep.id } },
        { contract: C.PersonTookIn, data: { path: keep.path, merged: other.id } },
      ]);
    });
  }

  @Handles(C.UnmergePerson)
  unmerge({ personId, reason }: InputOf<typeof C.UnmergePerson>, call: Call) {
    return this.kit.unitOfWork.inTransaction<Receipt, (typeof C.UnmergePerson)['refusals'][number]>(call, async (tx) => {
      // Who keeps it cannot become another while its own row is locked, but is locked in the order of ids as well.
      const keeper = (await entriesOf(tx, [personId])).get(personId)?.mergedInto?.id;
      await lockEntries(tx, keeper === undefined ? [personId] : [personId, keeper]);
      const entry = (await entriesOf(tx, [personId])).get(personId);
      if (!entry || !covers(call.caller, entry.path)) return { outcome: UNKNOWN };
      const decided = decideUnmerge(entry);
      if (!decided.ok) return { outcome: decided };
      const kept = (await entriesOf(tx, [decided.value.id])).get(decided.value.id);
      if (!kept || !covers(call.caller, kept.path)) return { outcome: UNKNOWN };
      if (kept.id !== keeper) return { outcome: refuse('record.conflict', { version: entry.version }) };
      await setMergedInto(tx, entry.id, kept.id, null);
      return this.told(tx, call, reason, entry, kept, [
        { contract: C.PersonUnmerged, data: { path: entry.path, from: kept.id } },
        { contract: C.PersonGaveBack, data: { path: kept.path, unmerged: entry.id } },
      ]);
    });
  }

  /** Tells both sides, each an event of its own record, and answers. */
  private async told(
    tx: PoolClient,
    call: Call,
    reason: string,
    entry: LoadedEntry,
    kept: LoadedEntry,
    [own, theirs]: readonly [Told, Told],
  ) {
    const event = ({ id, path, version }: LoadedEntry, told: Told) => {
      const area = areaOf(path);
      const of = version + 1;
      return { entity: 'person', recordId: id, version: of, area, ...envelopeOf('census-screening', call, { id, area }, told, of) };
    };
    await insertEvents(tx, 'census_screening', call.now, [event(entry, own), event(kept, theirs)]);
    const area = areaOf(entry.path);
    const version = entry.version + 1;
    return {
      outcome: ok({ personId: entry.id, no: entry.no, version, area, keptId: kept.id, keptNo: kept.no }),
      area,
      record: { entity: 'person', id: entry.id, version },
      auditDetails: { kept: kept.id, sealedReason: await this.sealed(entry.id, reason, tx) },
    };
  }

  /** A reason in words as the record keeps it: under the key of the person it is about. */
  private async sealed(personId: string, reason: string, db: Pool | PoolClient): Promise<string> {
    const { sealer, personKeys } = this.kit;
    return sealer.seal(await personKeys.ensure(personId, db), personId, REASON, JSON.stringify(reason)).toString('base64');
  }
}

interface Told {
  readonly contract: C.EventContract;
  readonly data: unknown;
}
