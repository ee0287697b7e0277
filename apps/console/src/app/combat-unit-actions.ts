import {
  COMBAT_UNIT_ACTIONS,
  CloseCombatUnit,
  FormCombatUnit,
  LinkPartyMember,
  ReportUnitDuty,
  SetUnitDuty,
  SetUnitHead,
  UnlinkPartyMember,
  type CombatUnitAction,
  type CombatUnitReceipt,
  type CombatUnitRow,
  type Command,
  type UnitDuty,
} from '@houzhai/contracts';
import { combatUnitActionLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { say, t, type Model, type Step } from './model.ts';
import { deedItem, takeDeed } from './record-actions.ts';

/** A unit as a screen shows it, which duty an action is meant for, and how to look at it again. */
export interface LiveUnit {
  readonly row: CombatUnitRow;
  readonly duty?: UnitDuty | undefined;
  readonly now: (model: Model) => CombatUnitRow | undefined;
}

const CONTRACT = {
  'report-duty': ReportUnitDuty,
  'set-duty': SetUnitDuty,
  'link-member': LinkPartyMember,
  'unlink-member': UnlinkPartyMember,
  'set-head': SetUnitHead,
  close: CloseCombatUnit,
} as const satisfies Record<CombatUnitAction, Command>;
const KEYS: Readonly<Record<CombatUnitAction, string>> = {
  'report-duty': 'a',
  'set-duty': 't',
  'link-member': 'l',
  'unlink-member': 'u',
  'set-head': 'h',
  close: 'D',
};

function whyNot(model: Model, row: CombatUnitRow, action: CombatUnitAction): string | undefined {
  if (row.allowedActions.includes(action)) return undefined;
  if (action === 'report-duty' && row.duties === 0) return t(model, '还没有任务', 'it has no duty yet');
  if (action === 'unlink-member' && row.partyMembers === 0) return t(model, '还没有联户党员', 'nobody is linked yet');
  return t(model, '由该单元单元长或值班长办理', 'its own head or the duty officer does that');
}

/** Everything that can be done to a unit; what cannot is dim with the reason. */
export const unitMenu = (model: Model, live: LiveUnit) =>
  menu(`${live.row.code} · ${live.row.name}`, (at: Model): readonly MenuItem[] =>
    COMBAT_UNIT_ACTIONS.map((action) =>
      deedItem(
        at,
        KEYS[action],
        combatUnitActionLabel(action, at.lang),
        CONTRACT[action],
        whyNot(at, live.now(at) ?? live.row, action),
        (now) => takeUnitAction(now, live, action),
      ),
    ),
  );

/** Takes an action on a unit, or on the duty that was chosen. */
export function takeUnitAction(model: Model, live: LiveUnit, action: CombatUnitAction): Step {
  const { row, duty } = live;
  const now = (at: Model): CombatUnitRow => live.now(at) ?? row;
  const why = whyNot(model, now(model), action);
  if (why !== undefined) return [say(model, `${combatUnitActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  const chosen = action === 'report-duty' && duty ? { duty: duty.duty } : {};
  const contract: Command = CONTRACT[action];
  return takeDeed(model, {
    contract,
    noun: 'combat-unit',
    verb: action,
    subject: [row.code, ...('duty' in chosen ? [`--duty ${chosen.duty}`] : [])].join(' '),
    title: (at) => `${combatUnitActionLabel(action, at.lang)} · ${row.name}${'duty' in chosen ? ` · ${duty?.what ?? ''}` : ''}`,
    fixed: (at) => ({ combatUnitId: row.combatUnitId, expectedVersion: now(at).version, ...chosen }),
    people: {
      ...(action === 'set-head' ? { role: 'UNIT_HEAD' as const } : action === 'link-member' ? { role: 'PARTY_MEMBER' as const } : {}),
    },
    done: (value, at) => `✓ ${(value as CombatUnitReceipt).code} ${combatUnitActionLabel(action, at.lang)}`,
  });
}

/** Sets a unit up. */
export const formUnit = (model: Model, area: string | undefined): Step =>
  takeDeed(model, {
    contract: FormCombatUnit,
    noun: 'combat-unit',
    verb: 'form',
    subject: '',
    title: (at) => t(at, '成立作战单元', 'Set up a combat unit'),
    about: (at) => [t(at, '单元长须有“单元长”角色，且辖区包含该单元。', 'The head holds that role and sees the place.')],
    fixed: () => ({}),
    preset: area === undefined ? {} : { path: `houzhai/${area}` },
    people: { role: 'UNIT_HEAD' },
    fields: {
      code: { label: t(model, '代号', 'Code'), hint: t(model, '小写字母、数字，如 unit-07', 'lower case and digits, such as unit-07') },
      name: { label: t(model, '名称', 'Name'), hint: t(model, '公开的地名', 'public name of the place') },
    },
    done: ({ code }, at) => t(at, `✓ 作战单元 ${code} 已成立`, `✓ Unit ${code} is set up`),
  });
