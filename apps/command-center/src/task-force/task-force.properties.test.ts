import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as decide from './task-force.decide.ts';
import type { DecidedTaskForce } from './task-force.decide.ts';
import { publishTaskForce } from './task-force.publish.ts';
import { areaNow, postingsOf, strengthAt, wakeAt, type TaskForce } from './task-force.ts';
import { START, operator, worldAt } from './test/task-force-builder.ts';
import type { Outcome } from '@houzhai/contracts';

const nat = fc.nat(1_000);
const move = fc.record({
  what: fc.constantFrom('form', 'change', 'absent', 'back', 'deploy', 'deploy', 'cancel', 'recall', 'disband', 'time', 'time', 'time'),
  team: nat,
  who: nat,
  others: fc.array(nat, { maxLength: 4 }),
  area: fc.integer({ min: 1, max: 6 }),
  hours: fc.integer({ min: 0, max: 30 }),
});
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

/** Teams as the store keeps them: nobody joins one who is in another. */
class World {
  readonly teams = new Map<number, { team: TaskForce; saved: Temporal.Instant }>();
  readonly told: { readonly no: number; readonly fact: string }[] = [];
  now = START;
  /** The clock has just looked. */
  looked = false;

  play(one: Move): void {
    const hours = (more: number) => this.now.add({ hours: more });
    const area = `a0${String(one.area)}`;
    const known = [...this.teams.values()].map(({ team }) => team);
    const team = known[one.team % Math.max(1, known.length)];
    const [who, others] = [operator(one.who % 12), one.others.map((nth) => operator(nth % 12))];
    this.looked = one.what === 'time';
    if (one.what === 'time') this.pass(one.hours);
    else if (one.what === 'form') {
      const people = [operator(one.who % 5), ...others];
      if (this.isFree(people)) this.keep(decide.formTaskForce({ id: `t${String(this.teams.size)}`, no: this.teams.size + 1, homeArea: area, leaderId: operator(one.who % 5), memberIds: others, skills: [] }, worldAt(this.now))); // prettier-ignore
    } else if (team)
      switch (one.what) {
        case 'change':
          if (this.isFree([operator(one.who % 5), ...others], team)) this.keep(decide.changeTaskForce(team, { leaderId: one.hours % 2 === 0 ? operator(one.who % 5) : undefined, add: others.slice(0, 2), remove: others.slice(2) }, worldAt(this.now))); // prettier-ignore
          break;
        case 'absent':
          this.keep(decide.setAbsence(team, who, { kind: 'OTHER', from: hours(one.area - 1), until: hours(one.hours) }, this.now));
          break;
        case 'back':
          this.keep(decide.endAbsence(team, who, this.now));
          break;
        case 'deploy':
          this.keep(decide.deployTaskForce(team, { id: `d${String(this.told.length)}`, toArea: area, mission: 'x', from: hours((one.hours % 4) - 1), until: one.hours > 15 ? hours(one.hours) : undefined }, worldAt(this.now))); // prettier-ignore
          break;
        case 'cancel':
          this.keep(decide.cancelDeployment(team, this.now));
          break;
        case 'recall':
          this.keep(decide.recallTaskForce(team, this.now));
          break;
        case 'disband':
          this.keep(decide.disbandTaskForce(team, this.now));
      }
  }

  /** Nobody of these is in another team: what the one place for members says. */
  private isFree(people: readonly string[], own?: TaskForce): boolean {
    return [...this.teams.values()].every(
      ({ team }) =>
        team.no === own?.no || team.status === 'DISBANDED' || !team.members.some(({ operatorId }) => people.includes(operatorId)),
    );
  }

  private pass(hours: number): void {
    this.now = this.now.add({ hours });
    for (const { team, saved } of this.teams.values()) {
      const due = wakeAt(team, saved);
      const decided = due && decide.tickTaskForce(team, due, this.now);
      if (decided) this.keep({ ok: true, value: decided });
    }
  }

  private keep(outcome: Outcome<DecidedTaskForce>): void {
    if (!outcome.ok) return;
    const { team, facts } = outcome.value;
    this.teams.set(team.no, { team, saved: this.now });
    for (const fact of facts) {
      const { contract, data } = publishTaskForce(team, fact);
      expect(contract.data.parse(data)).toEqual(data);
      expect(data).toMatchObject({ no: team.no, status: team.status, at: areaNow(team), strength: strengthAt(team, this.now) });
      this.told.push({ no: team.no, fact: fact.fact });
    }
  }
}

const always = (check: (world: World) => void): void => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60, size: 'max' }), (moves) => {
      const world = new World();
      for (const one of moves) {
        world.play(one);
        check(world);
      }
    }),
    { numRuns: 300 },
  );
};

describe('whatever is done with teams, in whatever order', { timeout: 120_000 }, () => {
  it('nobody is in two teams, and nobody in two deployments (CC4)', () => {
    let most = 0;
    always(({ teams }) => {
      const alive = [...teams.values()].map(({ team }) => team).filter(({ status }) => status !== 'DISBANDED');
      const people = alive.flatMap(({ members }) => members.map(({ operatorId }) => operatorId));
      expect(new Set(people).size).toBe(people.length);
      const posted = alive.flatMap(postingsOf).map(({ operatorId }) => operatorId);
      expect(new Set(posted).size).toBe(posted.length);
      most = Math.max(most, posted.length);
    });
    expect(most).toBeGreaterThan(3);
  });

  it('a team is where its state says: elsewhere exactly while it is deployed, and its people see exactly that', () => {
    always(({ teams }) => {
      for (const { team } of teams.values()) {
        expect(team.status === 'DEPLOYED').toBe(areaNow(team) !== team.homeArea);
        expect(postingsOf(team).length).toBe(team.status === 'DEPLOYED' ? team.members.length : 0);
        expect(team.members.filter(({ operatorId }) => operatorId === team.leaderId)).toHaveLength(1);
        if (team.status === 'DISBANDED') expect([team.strength, team.deployment]).toEqual([0, undefined]);
      }
    });
  });

  it('what is due is done at the next look, and told once', () => {
    always(({ teams, told, now, looked }) => {
      for (const { team, saved } of teams.values()) {
        const due = wakeAt(team, saved);
        if (looked && due) expect(Temporal.Instant.compare(due, now)).toBe(1);
        if (looked) expect(team.strength).toBe(strengthAt(team, now));
        const count = (fact: string): number => told.filter((one) => one.no === team.no && one.fact === fact).length;
        const begun = count('deployed');
        expect(begun - count('recalled')).toBe(team.status === 'DEPLOYED' ? 1 : 0);
        expect(count('deployment-overdue')).toBeLessThanOrEqual(begun);
      }
    });
  });
});
