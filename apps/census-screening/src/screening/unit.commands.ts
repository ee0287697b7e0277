import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { refuse, type InputOf, type Outcome, type RefusalCode, type UnitReceipt } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { PolicyReader, type Change, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { happenedAt } from '../decision.ts';
import { Neighbours } from '../neighbours.partner.ts';
import { SCREENING_WORDS } from './campaign.store.ts';
import { discrepancyChange, foundBy, newDiscrepancies, sightingOf } from './discrepancy.store.ts';
import { ScreeningPolicyValues } from './screening-policy.ts';
import { teamById } from './team.store.ts';
import { correctVisit, ownUnit, recordVisit, type DecidedUnit, type UnitWorld, type Visit } from './unit.decide.ts';
import { allKnown, getUnit, residentsAt, unitChange, unitReceipt, unitWorld, type LoadedUnit } from './unit.store.ts';

interface Target {
  readonly unitId: string;
  readonly expectedVersion?: number | undefined;
}
type Told = Pick<InputOf<typeof C.CorrectVisit>, 'outcome' | 'asRegistered' | 'foundIds' | 'unknown' | 'evidence'>;
type Words = Readonly<Record<string, unknown>>;

/** What is done at a door, and about it. */
@Injectable()
export class UnitCommands {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly policies: PolicyReader<typeof ScreeningPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'screening', shape: ScreeningPolicyValues });
  }

  @Handles(C.RecordVisit)
  record(input: InputOf<typeof C.RecordVisit>, call: Call) {
    type R = (typeof C.RecordVisit)['refusals'][number];
    return this.act<R>(input, call, async (loaded, work) => {
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {});
      const visit = await this.visit(loaded, input, work, { sheetNo: input.sheetNo, collected: input.collectedBy !== undefined });
      if (!visit.ok) return visit;
      const decided = recordVisit(loaded.unit, visit.value, at, await this.world(loaded, call, work, at));
      if (!decided.ok) return decided;
      const stale = staleness(input, loaded);
      if (stale) return stale;
      const { evidenceNo, note, collectedBy } = input;
      return this.visited(decided.value, loaded, visit.value, at, { evidenceNo, note, collectedBy }, work);
    });
  }

  @Handles(C.CorrectVisit)
  correct(input: InputOf<typeof C.CorrectVisit>, call: Call) {
    type R = (typeof C.CorrectVisit)['refusals'][number];
    return this.act<R>(input, call, async (loaded, work) => {
      const visit = await this.visit(loaded, input, work, { sheetNo: undefined, collected: false });
      if (!visit.ok) return visit;
      const decided = correctVisit(loaded.unit, input.nth, visit.value, await this.world(loaded, call, work, work.now));
      if (!decided.ok) return decided;
      const stale = staleness(input, loaded);
      if (stale) return stale;
      const { evidenceNo, note, reason } = input;
      return this.visited(decided.value, loaded, visit.value, work.now, { evidenceNo, note, reason }, work);
    });
  }

  @Handles(C.OwnUnit)
  async own(input: InputOf<typeof C.OwnUnit>, call: Call) {
    type R = (typeof C.OwnUnit)['refusals'][number];
    const owner = await this.neighbours.operator(input.ownerId, call);
    if (!owner.ok) return owner;
    return this.act<R>(input, call, async (loaded, work) => {
      const team = await teamById(work.pool, loaded.unit.teamId);
      if (!owner.value.covers(loaded.unit.path) && team?.people.includes(input.ownerId) !== true)
        return refuse('screening.owner-cannot-see', {});
      const dueAt = Temporal.Instant.from(input.dueAt);
      const decided = ownUnit(loaded.unit, input.ownerId, dueAt, await this.world(loaded, call, work, work.now));
      if (!decided.ok) return decided;
      const stale = staleness(input, loaded);
      if (stale) return stale;
      const sealed = await this.kit.personKeys.seal(loaded.unit.id, SCREENING_WORDS, { reason: input.reason });
      const change = unitChange(decided.value, loaded.version, work.now);
      const version = loaded.version + decided.value.facts.length;
      const words = { table: 'screening_words', columns: { record_id: loaded.unit.id, version, sealed } };
      return work.save({ ...change, also: [words] }, unitReceipt(decided.value, loaded, 0, call.caller));
    });
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    task: (loaded: LoadedUnit, work: Work) => Promise<Outcome<UnitReceipt, R | 'record.conflict'>>,
  ): Promise<Outcome<UnitReceipt, R>> {
    type Answer = Outcome<UnitReceipt, R>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getUnit(work.pool, input.unitId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const outcome = await task(loaded.value, work);
      if (outcome.ok) this.tellTeam(loaded.value, outcome.value.version);
      return outcome;
    });
  }

  /** Whoever is at home elsewhere than the door is follows their home's changes: their team is told there as well. */
  private tellTeam({ unit, home }: LoadedUnit, version: number): void {
    if (home !== undefined && home !== unit.area) this.kit.live('screening-unit').changed(home, unit.id, version);
  }

  /** What a visit found, with those the register has there where they were found as registered. */
  private async visit(
    { unit }: LoadedUnit,
    told: Told,
    work: Work,
    more: Pick<Visit, 'sheetNo' | 'collected'>,
  ): Promise<Outcome<Visit, 'screening.person-unknown'>> {
    const registered = told.asRegistered ? await residentsAt(work.pool, unit.path) : [];
    const foundIds = [...new Set([...registered, ...told.foundIds])];
    if (!(await allKnown(work.pool, foundIds))) return refuse('screening.person-unknown', {});
    return { ok: true, value: { outcome: told.outcome, foundIds, unknown: told.unknown, evidence: told.evidence, ...more } };
  }

  /** Saves a visit with whom it found, what was said, and everything in which it differs from other sources: one transaction. */
  private async visited(
    decided: DecidedUnit,
    loaded: LoadedUnit,
    { foundIds }: Visit,
    at: Temporal.Instant,
    words: Words,
    work: Work,
  ): Promise<Outcome<UnitReceipt, never>> {
    const { unit } = decided;
    const nth = unit.attempts.length;
    const before = await foundBy(work.pool, [unit.id]);
    const sighting = sightingOf(unit, (attempt) => (attempt.nth === nth ? foundIds : before(unit.id, attempt.nth)));
    const { arrivalDays } = await this.policies.inForce(at);
    const raised = sighting === undefined ? [] : await newDiscrepancies(work.pool, [{ unit, sighting }], arrivalDays, work.now);
    const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
    const sealed = Object.keys(said).length === 0 ? undefined : await this.kit.personKeys.seal(unit.id, SCREENING_WORDS, said);
    const version = loaded.version + decided.facts.length;
    const change: Change = {
      ...unitChange(decided, loaded.version, at),
      also: [
        ...(sealed ? [{ table: 'screening_words', columns: { record_id: unit.id, version, sealed } }] : []),
        ...foundIds.map((personId) => ({ table: 'screening_found', columns: { unit_id: unit.id, nth, person_id: personId } })),
      ],
    };
    const receipt = unitReceipt(decided, loaded, raised.length, work.call.caller);
    if (raised.length === 0) return work.save(change, receipt);
    return work.saveTogether([change, ...raised.map((one) => discrepancyChange(one, 0, { fact: 'raised' }))], receipt);
  }

  private async world(loaded: LoadedUnit, { caller }: Call, { pool, now }: Work, at: Temporal.Instant): Promise<UnitWorld> {
    const team = await teamById(pool, loaded.unit.teamId);
    return unitWorld(loaded, { caller, now }, await this.policies.inForce(at), team?.leader_id);
  }
}

const staleness = ({ expectedVersion }: Target, { version }: LoadedUnit): ReturnType<typeof refuse<'record.conflict'>> | undefined =>
  expectedVersion !== undefined && expectedVersion !== version ? refuse('record.conflict', { version }) : undefined;
