import {
  AssignUnits,
  CAMPAIGN_ACTIONS,
  CloseCampaign,
  FindDiscrepancies,
  FreezeDenominator,
  OpenCampaign,
  OwnRemaining,
  ReassignTeam,
  StartCampaign,
  WindUpCampaign,
  type Assigned,
  type CampaignAction,
  type CampaignReceipt,
  type CampaignRow,
  type Command,
} from '@houzhai/contracts';
import { counted, campaignActionLabel, campaignStatusLabel } from '@houzhai/i18n';
import { coverageText } from '../commands/coverage-words.ts';
import { confirm } from '../overlays/confirm.ts';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { say, still, t, type Model, type Step } from './model.ts';
import { reloadAll } from './navigation.ts';
import { perform } from './perform.ts';
import { deedItem, takeDeed } from './record-actions.ts';

const CONTRACT = {
  freeze: FreezeDenominator,
  start: StartCampaign,
  assign: AssignUnits,
  reassign: ReassignTeam,
  'own-remaining': OwnRemaining,
  'wind-up': WindUpCampaign,
  close: CloseCampaign,
} as const satisfies Record<CampaignAction, Command>;
const KEYS: Readonly<Record<CampaignAction, string>> = {
  freeze: 'f',
  start: 's',
  assign: 'g',
  reassign: 'm',
  'own-remaining': 'o',
  'wind-up': 'w',
  close: 'D',
};

/** A round as a screen shows it, how to look at it again, and what is done with a trial of who goes where. */
export interface LiveRound {
  readonly row: CampaignRow;
  readonly now: (model: Model) => CampaignRow | undefined;
  readonly tried: (value: Assigned, model: Model) => Step;
}

/** Prepares a round. */
export const openRound = (model: Model, then: (value: CampaignReceipt, model: Model) => Step): Step =>
  takeDeed(model, {
    contract: OpenCampaign,
    noun: 'screening',
    verb: 'open',
    subject: '',
    title: (at) => t(at, '新一轮摸排', 'A round of screening'),
    about: (at) => [
      t(
        at,
        '先草拟；确定底数后，哪些户（间）属于本轮不再改变，新登记的入附册。',
        'A draft first. Once its denominator is frozen the dwellings of the round stand; those registered later go to an addendum.',
      ),
    ],
    fixed: () => ({}),
    preset: { round: '1', strata: 'RENTAL_ROOM', formVersion: '1' },
    fields: { name: { label: t(model, '名称', 'Name'), hint: t(model, '如 第一轮拉网式摸排', 'such as First round') } },
    done: ({ no }, at) => t(at, `✓ ${no} 已草拟；x 确定底数`, `✓ ${no} is a draft; x freezes its denominator`),
    then,
  });

function whyNot(model: Model, row: CampaignRow, action: CampaignAction): string | undefined {
  if (row.allowedActions.includes(action)) return undefined;
  const status = campaignStatusLabel(row.status, model.lang);
  return t(model, `“${status}”时不能，或不由您负责`, `not while ${status.toLowerCase()}, or not yours to decide`);
}

/** Everything that can be done with a round; what cannot is dim with the reason. */
export function roundMenu(model: Model, live: LiveRound) {
  const items = (at: Model): readonly MenuItem[] => {
    const row = live.now(at) ?? live.row;
    return [
      ...CAMPAIGN_ACTIONS.map((action) =>
        deedItem(at, KEYS[action], campaignActionLabel(action, at.lang), CONTRACT[action], whyNot(at, row, action), (now) =>
          takeRoundAction(now, { ...live, row }, action),
        ),
      ),
      deedItem(at, 'c', t(at, '全轮比对', 'Compare with all sources'), FindDiscrepancies, undefined, (now) =>
        perform(now, {
          contract: FindDiscrepancies,
          input: { campaignId: row.campaignId },
          line: `hz screening compare ${row.no}`,
          done: ({ compared, raised, open }, after) =>
            reloadAll(
              say(
                after,
                t(
                  after,
                  `✓ 比对 ${String(compared)} 户（间）：新提请核实 ${String(raised)}，共待核实 ${String(open)}`,
                  `✓ ${String(compared)} compared: ${String(raised)} raised, ${String(open)} open`,
                ),
                'good',
                12_000,
              ),
            ),
        }),
      ),
    ];
  };
  return menu(`${live.row.no} · ${live.row.name}`, items);
}

/** Takes an action on a round: what cannot be taken back is asked about, sharing out is tried first. */
export function takeRoundAction(model: Model, live: LiveRound, action: CampaignAction): Step {
  const { row } = live;
  // Without the version that was seen: dwellings are registered and teams change all the time, and none of that is in the way.
  const fixed = () => ({ campaignId: row.campaignId });
  const label = (at: Model): string => campaignActionLabel(action, at.lang);
  const done = ({ no, status, units }: CampaignReceipt, at: Model): string =>
    `✓ ${no} ${label(at)} · ${t(at, `${String(units)} 户（间）`, counted(units, 'unit'))} → ${campaignStatusLabel(status, at.lang)}`;
  const common = { noun: 'screening', verb: action, subject: row.no, title: (at: Model) => `${label(at)} · ${row.no} ${row.name}`, fixed };
  const ask = <C extends typeof FreezeDenominator | typeof StartCampaign | typeof WindUpCampaign | typeof CloseCampaign>(
    contract: C,
    text: readonly string[],
  ): Step =>
    still(
      openOverlay(
        model,
        confirm({
          title: label(model),
          text,
          run: (at) =>
            perform(at, {
              contract,
              input: fixed() as never,
              line: `hz screening ${action} ${row.no}`,
              done: (value, after) => reloadAll(say(after, done(value as CampaignReceipt, after), 'good', 12_000)),
            }),
        }),
      ),
    );
  switch (action) {
    case 'freeze':
      return ask(FreezeDenominator, [
        t(
          model,
          `“${row.name}”将取登记簿中现在的全部户（间），记下名册与校验值；此后底数不能再改。`,
          `“${row.name}” takes every dwelling the register has now, with a hash over the list. The denominator cannot be changed after that.`,
        ),
      ]);
    case 'start':
      return ask(StartCampaign, [
        t(model, '各队可以开始登记上门。', 'Teams can record visits from then on.'),
        ...(row.coverage.unassigned > 0
          ? [
              t(
                model,
                `还有 ${String(row.coverage.unassigned)} 户（间）没有队伍。`,
                `${counted(row.coverage.unassigned, 'unit')} without a team.`,
              ),
            ]
          : []),
      ]);
    case 'wind-up':
      return ask(WindUpCampaign, [
        t(
          model,
          '不再统一分派；剩余的继续上门，或落实责任人和期限。',
          'Nothing is shared out anew. What remains is visited, or gets somebody who answers for it and a deadline.',
        ),
      ]);
    case 'close': {
      const { units, addendum, accounted, accountedAddendum, owned } = row.coverage;
      const rest = units + addendum - accounted - accountedAddendum;
      return ask(CloseCampaign, [
        t(model, `已查清 ${coverageText(row.coverage)}。`, `Accounted for: ${coverageText(row.coverage)}.`),
        t(
          model,
          `未查清 ${String(rest)}，其中有责任人 ${String(owned)}；没有责任人时不能结束。`,
          `${String(rest)} are not, ${String(owned)} of them with somebody who answers; the round does not close while one has nobody.`,
        ),
      ]);
    }
    case 'assign':
      return perform(model, {
        contract: AssignUnits,
        input: { campaignId: row.campaignId },
        line: `hz screening assign ${row.no}`,
        done: live.tried,
      });
    case 'reassign':
      return takeDeed(model, { ...common, contract: ReassignTeam, done });
    case 'own-remaining':
      return takeDeed(model, { ...common, contract: OwnRemaining, preset: { dueAt: '+48h' }, done });
  }
}

/** Applies what was tried, after asking. */
export function applyTrial(model: Model, row: CampaignRow, tried: Assigned): Step {
  const { units, fresh, moved } = tried;
  return still(
    openOverlay(
      model,
      confirm({
        title: t(model, '按试算分派', 'Share out as tried'),
        text: [
          t(
            model,
            `${String(units)} 户（间）分到 ${String(tried.shares.filter((share) => share.units > 0).length)} 个队：新分 ${String(fresh)}，换队 ${String(moved)}。各队立即可见。`,
            `${counted(units, 'unit')} to ${counted(tried.shares.filter((share) => share.units > 0).length, 'team')}: ${String(fresh)} new, ${String(moved)} change their team. Every team sees its own at once.`,
          ),
        ],
        run: (at) =>
          perform(at, {
            contract: AssignUnits,
            input: { campaignId: row.campaignId, expectedVersion: tried.version, dryRun: false },
            line: `hz screening assign ${row.no} --dry-run no`,
            done: (value, after) =>
              reloadAll(
                say(
                  after,
                  t(
                    after,
                    `✓ 已分派 ${String(value.units)} 户（间），负担最高为平均的 ${value.mostLoad.toFixed(2)}`,
                    `✓ ${counted(value.units, 'unit')} shared out, most load ${value.mostLoad.toFixed(2)} of the mean`,
                  ),
                  'good',
                  12_000,
                ),
              ),
          }),
      }),
    ),
  );
}
