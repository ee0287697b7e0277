import {
  AnswerNeed,
  GiveNeedBack,
  NeedTopics,
  PutNeedsTogether,
  RateNeedAnswer,
  ReportNeed,
  SettleNeed,
  TakeNeed,
  TakeNeedApart,
  type Command,
  type NeedAction,
  type NeedReceipt,
  type NeedReportRow,
} from '@houzhai/contracts';
import { needActionLabel, needStatusLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { say, t, type Model, type Step } from './model.ts';
import { read } from './perform.ts';
import { deedItem, ownArea, takeDeed } from './record-actions.ts';

/** A reported need as a screen shows it, and how to look at it again. */
export interface LiveNeed {
  readonly row: NeedReportRow;
  readonly now: (model: Model) => NeedReportRow | undefined;
  /** Numbers of those that are alike, to put it together with. */
  readonly alike?: readonly { readonly reportId: string; readonly no: string }[];
}

const CONTRACT = {
  take: TakeNeed,
  answer: AnswerNeed,
  settle: SettleNeed,
  'put-together': PutNeedsTogether,
  'take-apart': TakeNeedApart,
  'give-back': GiveNeedBack,
  rate: RateNeedAnswer,
} as const satisfies Record<NeedAction, Command>;
const KEYS: Readonly<Record<NeedAction, string>> = {
  take: 'm',
  answer: 'f',
  settle: 's',
  'put-together': 'b',
  'take-apart': 'd',
  'give-back': 'e',
  rate: 'h',
};

/** What the topic of a need is called. */
export const topicText = (model: Model, { zh, en }: Pick<NeedReportRow, 'zh' | 'en'>): string => t(model, zh, en);

const whyNot = (model: Model, { allowedActions, status }: NeedReportRow, action: NeedAction): string | undefined =>
  allowedActions.includes(action)
    ? undefined
    : action === 'rate'
      ? t(model, '上报人本人在答复后反馈', 'whoever reported it, once it is answered')
      : t(
          model,
          `“${needStatusLabel(status, 'zh')}”时不能，或由他人负责`,
          `not while ${needStatusLabel(status, 'en').toLowerCase()}, or somebody else answers for it`,
        );

/** Everything that can be done about a need; what cannot is dim with the reason. */
export const needMenu = (live: LiveNeed) =>
  menu(live.row.no, (at): readonly MenuItem[] =>
    (Object.keys(KEYS) as NeedAction[]).map((action) =>
      deedItem(at, KEYS[action], needActionLabel(action, at.lang), CONTRACT[action], whyNot(at, live.now(at) ?? live.row, action), (now) =>
        takeNeedAction(now, live, action),
      ),
    ),
  );

/** Does something about a need. */
export function takeNeedAction(model: Model, live: LiveNeed, action: NeedAction): Step {
  const { row, alike } = live;
  const now = (at: Model): NeedReportRow => live.now(at) ?? row;
  const why = whyNot(model, now(model), action);
  if (why !== undefined) return [say(model, `${needActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  if (action === 'put-together' && (alike ?? []).length === 0) {
    const hint = alike
      ? t(
          model,
          `没有相似的；要与别的合并：hz need-report put-together ${row.no} --with 编号`,
          `Nothing is alike; for another: hz need-report put-together ${row.no} --with NO`,
        )
      : t(model, `打开 ${row.no} 看哪些相似，再按 b`, `Open ${row.no} to see what is alike, then b`);
    return [say(model, hint, 'watch'), []];
  }
  const heard = t(model, `${String(row.reports)} 位上报人会看到。`, `${String(row.reports)} who reported it will see it.`);
  return takeDeed<Command>(model, {
    contract: CONTRACT[action],
    noun: 'need-report',
    verb: action,
    subject: row.no,
    title: (at) => `${needActionLabel(action, at.lang)} · ${topicText(at, row)} ${row.no}`,
    about: () => (action === 'answer' || action === 'settle' ? [heard] : []),
    fixed: (at) => ({ reportId: row.reportId, expectedVersion: now(at).version }),
    ...(action === 'put-together' ? { fields: { withId: withOptions(alike ?? []) } } : {}),
    done: (value, at) => {
      const { no, status, reports, areas } = value as NeedReceipt;
      const extent =
        reports > 1
          ? t(at, `（${String(reports)} 条，${String(areas)} 个村(居)）`, ` (${String(reports)} reports, ${String(areas)} areas)`)
          : '';
      return `✓ ${no} ${needActionLabel(action, at.lang)} → ${needStatusLabel(status, at.lang)}${extent}`;
    },
  });
}

/** Those that are alike can be chosen at once; any other by its number is for the command line. */
const withOptions = (alike: NonNullable<LiveNeed['alike']>) => ({
  kind: 'choice' as const,
  options: alike.map(({ reportId, no }) => ({ value: reportId, label: no, also: no })),
});

/** Reports a need that no module has; topics are read first. */
export const reportNeed = (model: Model): Step => [
  model,
  [
    read('need-topics', NeedTopics, {}, ({ topics, raiseReports, raiseAreas }, at) =>
      takeDeed(at, {
        contract: ReportNeed,
        noun: 'need-report',
        verb: 'report',
        subject: '',
        title: (now) => t(now, '上报需求：现有服务都办不了', 'Report a need that fits nowhere'),
        about: (now) => [
          t(
            now,
            `写清要什么、为何现有模块办不了；${String(raiseReports)} 条相似、来自 ${String(raiseAreas)} 个村(居)即上提。答复后您会在清单里看到。`,
            `What is needed and why no module fits; ${String(raiseReports)} alike from ${String(raiseAreas)} areas are raised. The answer appears on your list.`,
          ),
        ],
        fixed: () => ({}),
        fields: {
          words: {
            label: t(at, '要什么', 'What is needed'),
            hint: t(at, '为何现有模块办不了；加密保存', 'why no module fits; kept encrypted'),
          },
          area: { hint: ownArea(at) },
          topic: { kind: 'choice', options: topics.map(({ code, zh, en }) => ({ value: code, label: t(at, zh, en), also: code })) },
        },
        done: ({ no }, now) => t(now, `✓ 已上报 ${no}`, `✓ ${no} is reported`),
      }),
    ),
  ],
];
