import { EVENTS } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import { bordersFrom, reasonOf, suggest } from './team-suggestion.ts';
import * as decide from './task-force.decide.ts';
import { publishTaskForce } from './task-force.publish.ts';
import { areaNow, leaderAway, postingsOf, strengthAt, substituteOf, wakeAt } from './task-force.ts';
import {
  AGENT,
  BLIND,
  DEPUTY,
  LEADER,
  MEMBER,
  POLICY,
  START,
  absent,
  away,
  deploy,
  formed,
  given,
  inHours,
  operator,
  planned,
  refused,
  ticked,
  worldAt,
} from './test/task-force-builder.ts';

const form = (intent: object) =>
  decide.formTaskForce(
    { id: operator(99), no: 7, homeArea: 'a07', leaderId: LEADER, memberIds: [MEMBER], skills: [], ...intent },
    worldAt(START),
  );
const change = (intent: object, team = formed()) => decide.changeTaskForce(team, { add: [], remove: [], ...intent }, worldAt(START));

describe('a team', () => {
  it('counts everybody once, the leader too', () => {
    const { team, facts } = given(form({ memberIds: [MEMBER, LEADER, MEMBER] }));
    expect(team.members.map(({ operatorId }) => operatorId)).toEqual([LEADER, MEMBER]);
    expect(team).toMatchObject({ status: 'READY', strength: 2 });
    expect(publishTaskForce(team, facts[0] ?? { fact: 'formed' }).data).toMatchObject({ leaderId: LEADER, memberIds: [MEMBER], at: 'a07', path: 'houzhai/a07', strength: 2 }); // prettier-ignore
  });

  it('is of active operators in their roles, not too many, with skills the policy has', () => {
    expect(form({ leaderId: MEMBER })).toEqual(refused('task-force.member-unfit', { role: 'TEAM_LEAD' }));
    expect(form({ memberIds: [AGENT] })).toEqual(refused('task-force.member-unfit', { role: 'TEAM_MEMBER' }));
    expect(form({ memberIds: [BLIND] })).toEqual(refused('task-force.member-blind', { area: 'a07' }));
    expect(form({ memberIds: [operator(77)] })).toEqual(refused('operator.unavailable'));
    const many = Array.from({ length: POLICY.mostMembers + 1 }, (_, nth) => operator(nth + 1)).filter((id) => id !== BLIND);
    expect(form({ memberIds: many })).toEqual(refused('task-force.too-many', { most: POLICY.mostMembers }));
    expect(form({ memberIds: many.slice(1) }).ok).toBe(true);
    expect(form({ skills: ['juggling'] })).toMatchObject(refused('task-force.skill-unknown', { known: expect.stringContaining('screening') as string })); // prettier-ignore
    expect(form({ skills: ['screening', 'screening'] })).toMatchObject({ ok: true, value: { team: { skills: ['screening'] } } });
  });

  it('has another leader, and the one before stays unless taken out', () => {
    expect(given(change({ leaderId: DEPUTY })).team).toMatchObject({ leaderId: DEPUTY, strength: 4 });
    const { team } = given(change({ leaderId: DEPUTY, remove: [LEADER] }));
    expect(team.members.map(({ operatorId }) => operatorId)).toEqual([MEMBER, operator(11), DEPUTY]);
    expect(change({ remove: [LEADER] })).toEqual(refused('task-force.leader-missing'));
    expect(change({})).toEqual(refused('task-force.nothing-changed'));
    expect(change({ leaderId: LEADER, add: [MEMBER], skills: [] })).toEqual(refused('task-force.nothing-changed'));
    expect(change({ note: '夜间可出动' }).ok).toBe(true);
    expect(change({ leaderId: MEMBER })).toEqual(refused('task-force.member-unfit', { role: 'TEAM_LEAD' }));
  });
});

describe('an absence', () => {
  it('lowers the strength from its beginning to its end, which comes by itself', () => {
    const { team } = given(absent(formed(), MEMBER, START, inHours(10), inHours(4)));
    expect(team.strength).toBe(3);
    expect(wakeAt(team, START)).toEqual(inHours(4));
    const begun = ticked(team, START, inHours(4));
    expect(begun).toMatchObject({ team: { strength: 2 }, facts: [{ fact: 'changed' }] });
    const over = ticked(begun.team, inHours(4), inHours(10));
    expect(over).toMatchObject({ team: { strength: 3 }, facts: [{ fact: 'changed' }] });
    expect(over.team.members.some(({ absence }) => absence)).toBe(false);
    expect(wakeAt(over.team, inHours(10))).toBeUndefined();
  });

  it('takes the place of the one before, ends later than it begins and than now', () => {
    const first = given(absent(formed())).team;
    const second = given(absent(first, MEMBER, START, inHours(2))).team;
    expect(second.members.find(({ operatorId }) => operatorId === MEMBER)?.absence?.until).toEqual(inHours(2));
    expect(absent(formed(), MEMBER, inHours(5), inHours(5))).toEqual(refused('task-force.time-unfit'));
    expect(absent(formed(), MEMBER, START, inHours(3), inHours(3))).toEqual(refused('task-force.time-unfit'));
    expect(absent(formed(), AGENT)).toEqual(refused('task-force.in-no-team'));
    expect(given(decide.endAbsence(first, MEMBER, START)).team.strength).toBe(3);
  });

  it('is in no event: of a team that changed is told how many can go', () => {
    const { team, facts } = given(absent(formed()));
    const text = JSON.stringify(facts.map((fact) => publishTaskForce(team, fact).data));
    expect(text).toContain('"strength":2');
    for (const word of ['LEAVE', 'absence', 'until', 'kind']) expect(text).not.toContain(word);
  });

  it('no event of a team has a field for it, or for words', () => {
    const events = EVENTS.filter(({ entity }) => entity === 'task-force');
    expect(events.length).toBeGreaterThan(7);
    for (const { data } of events) {
      const fields = Object.keys((data as { shape?: object }).shape ?? {});
      for (const field of fields) expect(field).not.toMatch(/absen|kind|health|reason|note|mission|name/i);
    }
  });

  it('of the leader asks for a substitute who holds the role and can go', () => {
    const leads = (id: string) => [LEADER, DEPUTY, operator(2)].includes(id);
    const team = formed({ memberIds: [MEMBER, DEPUTY, operator(2)] });
    const without = given(absent(team, LEADER)).team;
    expect(leaderAway(without, START)).toBe(true);
    expect(substituteOf(without, leads, START)).toBe(DEPUTY);
    expect(substituteOf(given(absent(without, DEPUTY)).team, leads, START)).toBe(operator(2));
    expect(substituteOf(given(absent(formed(), LEADER)).team, leads, START)).toBeUndefined();
  });
});

describe('a deployment', () => {
  it('is now or later, goes elsewhere, with somebody who can go', () => {
    const sent = away();
    expect([areaNow(sent), sent.status]).toEqual(['a08', 'DEPLOYED']);
    expect(postingsOf(sent).map(({ path, role }) => [path, role])).toEqual([
      ['houzhai/a08', 'TEAM_LEAD'],
      ['houzhai/a08', 'TEAM_MEMBER'],
      ['houzhai/a08', 'TEAM_MEMBER'],
    ]);
    expect(deploy(formed(), START, { toArea: 'a07' })).toEqual(refused('task-force.is-there', { area: 'a07' }));
    expect(deploy(formed(), START, { until: START })).toEqual(refused('task-force.time-unfit'));
    expect(deploy(formed(), START, { from: inHours(2), until: inHours(1) })).toEqual(refused('task-force.time-unfit'));
    const alone = given(absent(formed({ memberIds: [] }), LEADER)).team;
    expect(deploy(alone)).toEqual(refused('task-force.too-weak', { strength: 0, least: 1 }));
    expect(deploy(alone, START, { from: inHours(25) }).ok).toBe(true);
  });

  it('that is planned begins by itself, once, however late somebody looks', () => {
    const team = planned();
    expect([areaNow(team), team.status, postingsOf(team)]).toEqual(['a07', 'READY', []]);
    expect(ticked(team, START, inHours(1)).facts).toEqual([]);
    const late = ticked(team, START, inHours(30));
    expect(late.facts).toEqual([{ fact: 'deployed', fromArea: 'a07' }]);
    expect(late.team.deployment?.since).toEqual(inHours(30));
    expect(ticked(late.team, inHours(30), inHours(31)).facts).toEqual([]);
  });

  it('that should be over is told once, and goes on until the recall', () => {
    const team = given(deploy(formed(), START, { until: inHours(8) })).team;
    const told = ticked(team, START, inHours(9));
    expect(told.facts).toEqual([{ fact: 'deployment-overdue', until: '2020-02-01T08:00:00Z' }]);
    expect(areaNow(told.team)).toBe('a08');
    expect(ticked(told.team, inHours(9), inHours(99)).facts).toEqual([]);
    // a service that was away for both: it begins and is overdue at once
    const both = given(deploy(formed(), START, { from: inHours(2), until: inHours(8) })).team;
    expect(ticked(both, START, inHours(20)).facts.map(({ fact }) => fact)).toEqual(['deployed', 'deployment-overdue']);
  });

  it('what was due and not yet looked at stays due, whatever is done in between', () => {
    const team = given(absent(planned(), MEMBER, inHours(3))).team;
    expect(wakeAt(team, inHours(3))).toEqual(inHours(2));
    expect(ticked(team, inHours(3), inHours(3)).facts).toMatchObject([{ fact: 'deployed' }]);
  });

  it('is felt by who joins and who leaves', () => {
    const joined = given(change({ add: [operator(20)], remove: [MEMBER] }, away())).team;
    expect(postingsOf(joined).map(({ operatorId }) => operatorId)).toEqual([LEADER, operator(11), operator(20)]);
    const led = given(change({ leaderId: DEPUTY }, away())).team;
    expect(postingsOf(led).filter(({ role }) => role === 'TEAM_LEAD')).toMatchObject([{ operatorId: DEPUTY }]);
    expect(postingsOf(given(decide.recallTaskForce(joined, inHours(1))).team)).toEqual([]);
  });

  it('of two orders that cross, the one carried out second counts from the first: never in two places at once', () => {
    const back = given(decide.recallTaskForce(away(), inHours(2))).team;
    const again = given(deploy(back, inHours(1))).team;
    expect(again.deployment).toMatchObject({ since: inHours(2), from: inHours(2) });
    expect(given(decide.recallTaskForce(again, inHours(1))).team.movedAt).toEqual(inHours(2));
    const canceled = given(decide.cancelDeployment(planned(), inHours(1))).team;
    expect(given(deploy(canceled, START)).team.deployment?.since).toEqual(inHours(1));
    const soon = given(deploy(back, inHours(1), { from: inHours(3) })).team;
    expect([soon.status, soon.deployment?.from]).toEqual(['READY', inHours(3)]);
    expect(ticked(soon, inHours(1), inHours(4)).team.deployment?.since).toEqual(inHours(4));
  });
});

describe('a suggestion', () => {
  const NEIGHBOURS = { a01: ['a02'], a02: ['a01', 'a03'], a03: ['a02', 'a04'], a04: ['a03'], a09: [] };
  const at = (no: number, homeArea: string, people: number) =>
    formed({ id: `t${String(no)}`, no, homeArea, memberIds: Array.from({ length: people - 1 }, (_, nth) => operator(nth + 5)) });
  const of = (teams: Parameters<typeof suggest>[0], strength = 3) =>
    suggest(teams, { area: 'a01', strength }, NEIGHBOURS, START).map(({ team }) => team.no);

  it('counts borders', () => {
    expect([...bordersFrom('a01', NEIGHBOURS)]).toEqual([['a01', 0], ['a02', 1], ['a03', 2], ['a04', 3]]); // prettier-ignore
  });

  it('is the nearest that is strong enough, then the one with the fewest to spare, then the weak by strength', () => {
    expect(of([at(1, 'a03', 3), at(2, 'a02', 6), at(3, 'a02', 4), at(4, 'a02', 2), at(5, 'a02', 1)])).toEqual([3, 2, 1, 4, 5]);
    expect(of([at(1, 'a09', 9), at(2, 'a04', 3)])).toEqual([2, 1]);
  });

  it('is never a team that is there already, is or will be elsewhere, is no more, or of which nobody can go', () => {
    const none = strengthAt(given(absent(at(5, 'a02', 1), LEADER)).team, START);
    expect(none).toBe(0);
    expect(
      of([
        at(1, 'a01', 9),
        given(deploy(at(2, 'a02', 9))).team,
        given(deploy(at(3, 'a02', 9), START, { from: inHours(5) })).team,
        given(decide.disbandTaskForce(at(4, 'a02', 9), START)).team,
        given(absent(at(5, 'a02', 1), LEADER)).team,
      ]),
    ).toEqual([]);
  });

  it('says why, in both languages', () => {
    const need = { area: 'a01', strength: 3 };
    const words = suggest([at(1, 'a02', 4), at(2, 'a03', 2), at(3, 'a09', 1), given(absent(at(4, 'a02', 5), LEADER)).team], need, NEIGHBOURS, START).map((one) => reasonOf(one, need)); // prettier-ignore
    expect(words).toEqual([
      { zh: '驻地 a02 与其相邻，可出动 4 人，队长在岗', en: 'at home in a02, next to it; 4 can go; its leader is there' },
      {
        zh: '驻地 a02 与其相邻，可出动 4 人，队长不在岗，须有人代理',
        en: 'at home in a02, next to it; 4 can go; its leader is away, somebody has to stand in',
      },
      {
        zh: '驻地 a03，相隔 2 个村界，只能出动 2 人，还差 1 人，队长在岗',
        en: 'at home in a03, 2 borders away; only 2 can go, 1 short; its leader is there',
      },
      { zh: '驻地 a09，只能出动 1 人，还差 2 人，队长在岗', en: 'at home in a09; only 1 can go, 2 short; its leader is there' },
    ]);
  });

  it('looks at skills where one is needed', () => {
    const teams = [at(1, 'a02', 4), { ...at(2, 'a03', 4), skills: ['medical'] }];
    expect(suggest(teams, { area: 'a01', strength: 1, skill: 'medical' }, NEIGHBOURS, START).map(({ team }) => team.no)).toEqual([2]);
  });
});
