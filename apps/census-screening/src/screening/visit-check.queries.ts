import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { lineFault, ok, refuse, type InputOf, type OutputOf, type Refusal } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { PolicyReader, reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { happenedAt } from '../decision.ts';
import { roundMeant } from './campaign.store.ts';
import { ScreeningPolicyValues } from './screening-policy.ts';
import { allTeams } from './team.store.ts';
import { recordVisit } from './unit.decide.ts';
import { personsOf, recordedBefore, residentsAt, unitWorld, unitsAt, type LoadedUnit } from './unit.store.ts';

type Checked = OutputOf<typeof C.CheckVisits>;

/** What would become of visits that were written down elsewhere. */
@Injectable()
export class VisitCheckQueries {
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof ScreeningPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'screening', shape: ScreeningPolicyValues });
  }

  /** The decision of RecordVisit, line after line: what one would make of a door is what the next finds. */
  @Answers(C.CheckVisits)
  check({ visits, ...of }: InputOf<typeof C.CheckVisits>, call: Call) {
    return reaching(async () => {
      const { pool } = this.kit;
      const paths = visits.map(({ path }) => path);
      const round = await roundMeant(pool, of);
      const [known, teams, persons, before] = await Promise.all([
        round ? unitsAt(pool, round.id, paths, call.caller) : [],
        allTeams(pool),
        personsOf(pool, visits.flatMap(({ foundNos }) => foundNos)), // prettier-ignore
        recordedBefore(pool, actorOf(call.caller), visits.map(({ commandId }) => commandId)), // prettier-ignore
      ]);
      const units = new Map<string, LoadedUnit>(known);
      const fit: Checked['fit'] = [];
      const faults: Checked['faults'] = [];
      const fault = (line: number, refusal: Refusal): void => void faults.push(lineFault(line, refusal));
      for (const { line, path, commandId, asRegistered, foundNos, occurredAt, ...told } of visits) {
        if (before.has(commandId)) continue;
        const loaded = units.get(path);
        const at = happenedAt(occurredAt, call.now);
        const stranger = foundNos.find((no) => !persons.has(no));
        if (!loaded) fault(line, refuse('record.not-found', { entity: 'screening-unit' }).refusal);
        else if (!at) fault(line, refuse('record.happened-in-future', {}).refusal);
        else if (stranger !== undefined) fault(line, refuse('screening.no-such-person', { no: stranger }).refusal);
        else {
          const named = foundNos.flatMap((no) => persons.get(no) ?? []);
          const foundIds = [...new Set([...(asRegistered ? await residentsAt(pool, path) : []), ...named])];
          const leader = teams.find(({ id }) => id === loaded.unit.teamId)?.leader_id;
          const world = unitWorld(loaded, call, await this.policies.inForce(at), leader);
          const decided = recordVisit(loaded.unit, { ...told, foundIds, collected: false }, at, world);
          if (!decided.ok) fault(line, decided.refusal);
          else {
            units.set(path, { ...loaded, unit: decided.value.unit });
            fit.push({ line, unitId: loaded.unit.id, foundIds: named });
          }
        }
      }
      return ok({ fit, done: visits.filter(({ commandId }) => before.has(commandId)).map(({ line }) => line), faults });
    });
  }
}
