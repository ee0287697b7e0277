import { AcceptLate, PassOnDuty, SettleDuty, type ArrivalRow, type OutputOf } from '@houzhai/contracts';
import { custodyLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { nameOf } from '../screens/areas.ts';
import { t, type Model, type Step } from './model.ts';
import { deedItem, takeDeed } from './record-actions.ts';

type Duty = 'pass-on' | 'settle' | 'accept-late';
const TITLES = {
  'pass-on': { zh: '转交责任', en: 'Let somebody else answer' },
  settle: { zh: '处置完毕', en: 'Settle' },
  'accept-late': { zh: '补办接收', en: 'Take over after all' },
} as const;
/** Custodies for which somebody answers until they are settled. */
const OPEN = ['WAITING', 'REFUSED', 'MISSING'];

const whyNot = (model: Model, { custody }: ArrivalRow): string | undefined =>
  OPEN.includes(custody)
    ? undefined
    : t(model, `“${custodyLabel(custody, 'zh')}”没有未了的责任`, `${custodyLabel(custody, 'en')}: no open duty`);

/** What can be done for a head whom nobody took over yet. */
export const dutyItems = (model: Model, row: ArrivalRow): readonly MenuItem[] => [
  deedItem(model, 'm', TITLES['pass-on'][model.lang], PassOnDuty, whyNot(model, row), (at) => takeDuty(at, row, 'pass-on')),
  deedItem(model, 'f', TITLES['accept-late'][model.lang], AcceptLate, whyNot(model, row), (at) => takeDuty(at, row, 'accept-late')),
  deedItem(model, 'e', TITLES.settle[model.lang], SettleDuty, whyNot(model, row), (at) => takeDuty(at, row, 'settle')),
];

/** The same as a menu. */
export const dutyMenu = (row: ArrivalRow) => menu(`${row.no} · ${row.label}`, (at) => dutyItems(at, row));

function takeDuty(model: Model, row: ArrivalRow, duty: Duty): Step {
  const common = {
    noun: 'arrival',
    verb: duty,
    subject: row.no,
    title: (at: Model) => `${TITLES[duty][at.lang]} · ${row.label} ${row.no}`,
    about: (at: Model) => [
      row.answersFor === undefined
        ? custodyLabel(row.custody, at.lang)
        : t(
            at,
            `${custodyLabel(row.custody, 'zh')}，现由 ${nameOf(at, row.answersFor)} 负责`,
            `${custodyLabel(row.custody, 'en')}; ${nameOf(at, row.answersFor)} answers for them`,
          ),
    ],
    fixed: () => ({ arrivalId: row.arrivalId, expectedVersion: row.version }),
    done: ({ no, custody, answersFor }: OutputOf<typeof PassOnDuty>, at: Model) =>
      `✓ ${no} ${custodyLabel(custody, at.lang)}${answersFor === undefined ? '' : ` · ${nameOf(at, answersFor)}`}`,
  };
  if (duty === 'pass-on') return takeDeed(model, { ...common, contract: PassOnDuty });
  if (duty === 'settle') return takeDeed(model, { ...common, contract: SettleDuty });
  return takeDeed(model, { ...common, contract: AcceptLate, people: { area: row.area, role: 'COMMUNITY_WORKER' } });
}
