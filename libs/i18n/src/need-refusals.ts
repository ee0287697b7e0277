import type { RefusalCode } from '@houzhai/contracts';
import { needActionLabel, needStatusLabel } from './need-labels.ts';
import type { Sentences } from './sentence.ts';

const LACKS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  moduleCode: { zh: '哪个服务模块（须先发布）', en: 'which service module (published first)' },
  agreement: { zh: '与谁商定、从何时起', en: 'with whom it was agreed, and from when' },
  reason: { zh: '不予办理的理由', en: 'why it is declined' },
};

/** Refusals about needs that fit nowhere as sentences. */
export const NEED_SENTENCES: Sentences<Extract<RefusalCode, `need-report.${string}`>> = {
  'need-report.not-allowed-now': {
    zh: ({ action, status }) => `“${needStatusLabel(status, 'zh')}”时不能“${needActionLabel(action, 'zh')}”；r 刷新看现状`,
    en: ({ action, status }) =>
      `Cannot ${needActionLabel(action, 'en').toLowerCase()} while it is ${needStatusLabel(status, 'en').toLowerCase()}; r shows how it stands now`,
  },
  'need-report.taken-by-other': {
    zh: ({ by }, say) => `${say.operator(by)} 已认领；请其交回，或由值班长处理`,
    en: ({ by }, say) => `${say.operator(by)} answers for it; ask them to give it back, or the duty officer`,
  },
  'need-report.beyond-your-areas': {
    zh: ({ areas }) => `其中有 ${areas} 的上报，不在您的辖区；请指挥中心处理`,
    en: ({ areas }) => `Reports of ${areas} stand with it, which are not yours; the command centre sees to it`,
  },
  'need-report.topic-unknown': {
    zh: ({ topic }) => `没有主题“${topic}”；可用的见 hz need-report topics`,
    en: ({ topic }) => `There is no topic “${topic}”; hz need-report topics has those there are`,
  },
  'need-report.same-report': {
    zh: () => '不能与自己合并；请选另一条',
    en: () => 'It cannot be put together with itself; choose another',
  },
  'need-report.joined-already': {
    zh: ({ no }) => `已与 ${no} 合并；请在 ${no} 上操作，或先拆出`,
    en: ({ no }) => `It stands with ${no} already; use ${no}, or take it apart first`,
  },
  'need-report.stands-alone': {
    zh: () => '它没有并在别的上报里；牵头的那一条不能拆出，请拆出其他几条',
    en: () => 'It was put together with nothing; the one that stands for all stays, take the others apart',
  },
  'need-report.end-incomplete': {
    zh: ({ lacks }) => `请补填：${LACKS[lacks]?.zh ?? lacks}`,
    en: ({ lacks }) => `Say besides: ${LACKS[lacks]?.en ?? lacks}`,
  },
  'need-report.not-yours': {
    zh: () => '只有上报人本人可以说是否有用',
    en: () => 'Only whoever reported it says whether it helps',
  },
};
