import {
  CorrectVisit,
  OwnUnit,
  RecordVisit,
  ResolveDiscrepancy,
  type DiscrepancyRow,
  type UnitAction,
  type UnitReceipt,
  type UnitRow,
  type VisitOutcome,
} from '@houzhai/contracts';
import { counted, evidenceLabel, unitActionLabel, unitStatusLabel, visitOutcomeLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { placeText } from '../screens/dwellings.ts';
import { say, still, t, type Model, type Step } from './model.ts';
import { reloadAll } from './navigation.ts';
import { perform } from './perform.ts';
import { deedItem, takeDeed, whyNotDo } from './record-actions.ts';

/** A unit as a screen shows it, how to look at it again, and where to go when its door is done with. */
export interface LiveUnit {
  readonly row: UnitRow;
  readonly now: (model: Model) => UnitRow | undefined;
  readonly next?: (model: Model) => Model;
}

/** Outcomes by the key that records them. */
export const OUTCOME_KEYS: Readonly<Record<string, VisitOutcome>> = {
  found: 'COMPLETED',
  'found-others': 'COMPLETED',
  'nobody-home': 'NOBODY_HOME',
  partial: 'PARTIAL',
  vacant: 'VACANT_CONFIRMED',
  refused: 'REFUSED',
  inaccessible: 'INACCESSIBLE',
  'not-exist': 'NOT_EXIST',
};

/** Why an action cannot be taken now; undefined when it can. */
function whyNotUnit(model: Model, row: UnitRow, action: UnitAction): string | undefined {
  if (row.allowedActions.includes(action)) return undefined;
  const status = unitStatusLabel(row.status, model.lang);
  return t(model, `“${status}”时不能，或本轮没有进行`, `not while ${status.toLowerCase()}, or the round does not run`);
}

interface Found {
  readonly asRegistered?: boolean;
  readonly unknown?: number;
  readonly evidence?: 'LANDLORD' | 'METER';
}

/** Records an outcome at once. */
function recorded(model: Model, { row, now, next }: LiveUnit, outcome: VisitOutcome, found: Found = {}): Step {
  const line = [
    `hz screening visit ${row.path} --outcome ${outcome}`,
    ...(found.asRegistered ? ['--as-registered'] : []),
    ...(found.unknown ? [`--unknown ${String(found.unknown)}`] : []),
    ...(found.evidence ? [`--evidence ${found.evidence}`] : []),
  ];
  return perform(model, {
    contract: RecordVisit,
    input: { unitId: row.unitId, expectedVersion: (now(model) ?? row).version, outcome, ...found },
    line: line.join(' '),
    done: (value, at) => reloadAll(say(next?.(at) ?? at, doneText(row, value, at), value.discrepancies > 0 ? 'watch' : 'good', 12_000)),
  });
}

function doneText(row: UnitRow, { status, discrepancies }: UnitReceipt, at: Model): string {
  const differs = t(
    at,
    `；与其他来源不一致 ${String(discrepancies)} 处，待核实`,
    `; differs from other sources in ${String(discrepancies)}`,
  );
  return `✓ ${placeText(at, row)} → ${unitStatusLabel(status, at.lang)}${discrepancies > 0 ? differs : ''}`;
}

/** What one key records at a door; a second one where something has to be known besides. */
export function takeOutcome(model: Model, live: LiveUnit, binding: string): Step {
  const outcome = OUTCOME_KEYS[binding];
  if (!outcome) return still(model);
  const { row } = live;
  const why = whyNotDo(model, RecordVisit) ?? whyNotUnit(model, row, 'record-visit');
  if (why !== undefined) return [say(model, `${visitOutcomeLabel(outcome, model.lang)}：${why}`, 'watch'), []];
  if (binding === 'vacant') {
    const item = (key: string, evidence: 'LANDLORD' | 'METER'): MenuItem => ({
      key,
      label: evidenceLabel(evidence, model.lang),
      run: (at) => recorded(at, live, outcome, { evidence }),
    });
    return still(openOverlay(model, menu(t(model, '空置依据', 'Vacant: who says so'), [item('l', 'LANDLORD'), item('m', 'METER')])));
  }
  if (outcome !== 'COMPLETED') return recorded(model, live, outcome);
  if (binding === 'found' && row.registered > 0) return recorded(model, live, outcome, { asRegistered: true });
  return still(openOverlay(model, peopleMenu(model, live)));
}

/** How many people were found besides those of the register, or instead of them. */
function peopleMenu(model: Model, live: LiveUnit) {
  const { registered } = live.row;
  const others = Array.from({ length: 9 }, (_, index): MenuItem => {
    const unknown = index + 1;
    const more = registered > 0 ? t(model, `如登记 ${String(registered)} 人，另有 ${String(unknown)} 人`, `as registered, and ${String(unknown)} more`) : undefined; // prettier-ignore
    return {
      key: String(unknown),
      label: more ?? t(model, `${String(unknown)} 人（未登记）`, counted(unknown, 'person', 'people')),
      run: (at) => recorded(at, live, 'COMPLETED', { asRegistered: registered > 0, unknown }),
    };
  });
  return menu(t(model, '住着几人', 'How many live there'), others);
}

/** Everything that can be done with a unit; what cannot is dim with the reason. */
export function unitMenu(model: Model, live: LiveUnit, nth: number | undefined) {
  const items = (at: Model): readonly MenuItem[] => {
    const row = live.now(at) ?? live.row;
    const fresh = { ...live, row };
    const correct = whyNotUnit(at, row, 'correct-visit') ?? (nth === undefined ? t(at, '打开单元，选中一次上门', 'open the unit and choose a visit') : undefined); // prettier-ignore
    return [
      deedItem(at, 'a', unitActionLabel('record-visit', at.lang), RecordVisit, whyNotUnit(at, row, 'record-visit'), (now) => askVisit(now, fresh)),
      deedItem(at, 'c', unitActionLabel('correct-visit', at.lang), CorrectVisit, correct, (now) => askCorrection(now, fresh, nth ?? 1)),
      deedItem(at, 'o', unitActionLabel('own', at.lang), OwnUnit, whyNotUnit(at, row, 'own'), (now) => askOwner(now, fresh)),
    ]; // prettier-ignore
  };
  return menu(placeText(model, live.row), items);
}

/** Everything that can be said of a visit. */
export function askVisit(model: Model, { row, now, next }: LiveUnit): Step {
  return takeDeed(model, {
    contract: RecordVisit,
    noun: 'screening',
    verb: 'visit',
    subject: row.path,
    title: (at) => `${unitActionLabel('record-visit', at.lang)} · ${placeText(at, row)}`,
    fixed: (at) => ({ unitId: row.unitId, expectedVersion: (now(at) ?? row).version }),
    done: (value, at) => doneText(row, value, at),
    ...(next ? { then: (_: UnitReceipt, at: Model) => reloadAll(next(at)) } : {}),
  });
}

/** Puts a visit right. */
export const askCorrection = (model: Model, { row, now }: LiveUnit, nth: number): Step =>
  takeDeed(model, {
    contract: CorrectVisit,
    noun: 'screening',
    verb: 'correct',
    subject: `${row.path} --nth ${String(nth)}`,
    title: (at) => `${unitActionLabel('correct-visit', at.lang)} · ${placeText(at, row)} · ${t(at, `第 ${String(nth)} 次`, `visit ${String(nth)}`)}`,
    fixed: (at) => ({ unitId: row.unitId, expectedVersion: (now(at) ?? row).version, nth }),
    done: (value, at) => doneText(row, value, at),
  }); // prettier-ignore

/** Names who answers for a unit. */
const askOwner = (model: Model, { row, now }: LiveUnit): Step =>
  takeDeed(model, {
    contract: OwnUnit,
    noun: 'screening',
    verb: 'own',
    subject: row.path,
    title: (at) => `${unitActionLabel('own', at.lang)} · ${placeText(at, row)}`,
    fixed: (at) => ({ unitId: row.unitId, expectedVersion: (now(at) ?? row).version }),
    preset: { dueAt: '+24h' },
    people: { area: row.area },
    done: (_, at) => `✓ ${placeText(at, row)} ${unitActionLabel('own', at.lang)}`,
  });

/** Says what was true where sources differ. */
export const askTruth = (model: Model, one: DiscrepancyRow, title: string): Step =>
  takeDeed(model, {
    contract: ResolveDiscrepancy,
    noun: 'screening',
    verb: 'resolve',
    subject: one.discrepancyId,
    title: () => title,
    about: (at) => [
      t(at, '只说明事实；不会自动扣分或处罚任何人。', 'Only what was true is said; nobody is marked down or punished by it.'),
    ],
    fixed: () => ({ discrepancyId: one.discrepancyId, expectedVersion: one.version }),
    done: (_, at) => t(at, '✓ 已核实', '✓ Resolved'),
  });
