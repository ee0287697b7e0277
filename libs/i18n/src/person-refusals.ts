import type { RefusalCode } from '@houzhai/contracts';
import { ruleText } from './rules.ts';
import type { Sentences } from './sentence.ts';

/** Refusals about people of the register as sentences. */
export const PERSON_SENTENCES: Sentences<Extract<RefusalCode, `person.${string}`>> = {
  'person.document-invalid': {
    zh: ({ rule }) => `证件号码不正确（${ruleText(rule, 'zh')}）；请与居民核对`,
    en: ({ rule }) => `The document number is wrong (${ruleText(rule, 'en')}); check it with the resident`,
  },
  'person.phone-invalid': {
    zh: ({ rule }) => `电话号码不正确（${ruleText(rule, 'zh')}）；请核对`,
    en: ({ rule }) => `The phone number is wrong (${ruleText(rule, 'en')}); check it`,
  },
  'person.document-exists': {
    zh: () => '该证件已登记；请先按证件号查找',
    en: () => 'That document is in the register; find the person by it first',
  },
  'person.nothing-changed': { zh: () => '没有改动；请填写要更正的内容', en: () => 'Nothing differs; say what to correct' },
  'person.not-erased': { zh: () => '没有此人的删除记录', en: () => 'There is no erasure of this person' },
  'person.has-open-errands': {
    zh: ({ errands }) => `该人还有 ${String(errands)} 件代办未了结；先办结或撤销`,
    en: ({ errands }) => `${String(errands)} of this person’s errands are open; finish or cancel them first`,
  },
  'person.erasure-not-confirmed': {
    zh: () => '编号与此人不符，未删除；请再核对',
    en: () => 'The number is not this person’s; nothing was erased, check once more',
  },
  'person.merged': {
    zh: ({ no }) => `该登记已并入 ${no}；请在 ${no} 上办理，或先拆分`,
    en: ({ no }) => `This entry was merged into ${no}; go on with ${no}, or take it out first`,
  },
  'person.not-merged': {
    zh: () => '该登记没有并入别的登记，无需拆分',
    en: () => 'This entry is not merged into another; nothing to take out',
  },
  'person.same-entry': { zh: () => '两边是同一条登记；请另选一条', en: () => 'Both are the same entry; choose another one' },
  'person.verdict-stands': { zh: () => '已经这样认定过', en: () => 'That was said of the two already' },
  'person.has-merged': {
    zh: ({ no, entries }) => `${no} 并有 ${String(entries)} 条登记，不能再并入别人；请保留 ${no}，或先拆分`,
    en: ({ no, entries }) => `${no} has ${String(entries)} merged into it and cannot be merged itself; keep ${no}, or take those out first`,
  },
  'person.on-the-way': {
    zh: ({ no }) => `到达登记 ${no} 还在卡口与家门之间；交接完再合并`,
    en: ({ no }) => `Arrival ${no} is between checkpoint and door; merge once it is handed over`,
  },
  'person.both-open': {
    zh: ({ no, other }) => `两边都在隔离（${no}、${other}）；先解除或取消其中一件再合并`,
    en: ({ no, other }) => `Both are in isolation (${no}, ${other}); end or cancel one of them, then merge`,
  },
  'person.erased': { zh: () => '该人信息已依规删除', en: () => 'This person’s data were erased as the rules require' },
  'person.unknown': {
    zh: () => '登记簿中没有此人；请填写姓名和证件',
    en: () => 'Nobody of that number in the register; give name and document',
  },
  'person.under-care': {
    zh: () => '此人在护送或隔离中；结束后再删除',
    en: () => 'This person is being escorted or isolated; erase them when that is over',
  },
};
