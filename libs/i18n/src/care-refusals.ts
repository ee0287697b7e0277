import type { RefusalCode } from '@houzhai/contracts';
import type { Sentences } from './sentence.ts';

/** Refusals about households that are looked after as sentences. */
export const CARE_SENTENCES: Sentences<Extract<RefusalCode, `care-link.${string}`>> = {
  'care-link.ended': {
    zh: () => '该户的联系已结束；需要时请重新分户到人',
    en: () => 'The household is no longer looked after; set it up again if it has to be',
  },
  'care-link.same-person': {
    zh: () => '代办员与联户党员不能是同一人；请另选一位',
    en: () => 'Agent and party member are never the same person; choose another',
  },
  'care-link.member-unfit': {
    zh: ({ area }) => `联户党员须为在用的党员账号，辖区包含 ${area}；请另选一位`,
    en: ({ area }) => `The party member has to be an active account with that role who sees ${area}; choose another`,
  },
  'care-link.not-one-household': {
    zh: () => '这些人不是登记在同一处的一户；请核对登记地址，或分开设立',
    en: () => 'They are not registered at one place; check the register, or set them up apart',
  },
  'care-link.has-one': {
    zh: ({ no }) => `其中有人已在联系户 ${no}；请查看该户后再更改`,
    en: ({ no }) => `One of them lives in ${no}, which is looked after already; look there and change it`,
  },
  'care-link.nothing-changed': { zh: () => '与现状相同，无须更改', en: () => 'It is so already; nothing to change' },
  'care-link.same-tier': { zh: () => '已是该频次；请选另一档', en: () => 'That is how often already; choose another' },
  'care-link.reason-missing': {
    zh: () => '降低频次须写明理由（至少五个字）',
    en: () => 'Say why less often, in at least five characters',
  },
  'care-link.door-due': {
    zh: () => '该户须先上门，联系上或说明原因后再更改',
    en: () => 'Somebody has to stand at the door first; reach them or explain the gap, then change it',
  },
  'care-link.not-yours': {
    zh: () => '您不是以该身份联系此户；请由本人登记，或交社区工作人员代录',
    en: () => 'You do not have the household as that; let whoever has it record it, or the desk',
  },
  'care-link.not-theirs': {
    zh: () => '此户已不由其负责；请重新查看清单',
    en: () => 'The household is not theirs any more; look at the list again',
  },
  'care-link.to-themselves': { zh: () => '不能由本人代本人；请另选一位', en: () => 'Nobody stands in for themselves; choose another' },
  'care-link.not-yet': {
    zh: ({ from }) => `该户自 ${from} 起才联系；请更正日期`,
    en: ({ from }) => `The household is looked after from ${from}; correct the day`,
  },
  'care-link.too-late': {
    zh: ({ days }) => `最多补录 ${String(days)} 天内的；请更正日期`,
    en: ({ days }) => `Entered at most ${String(days)} days later; correct the day`,
  },
  'care-link.too-long': {
    zh: ({ days }) => `一次最多说明到今后 ${String(days)} 天；届时再说明`,
    en: ({ days }) => `Explained at most ${String(days)} days ahead; explain again then`,
  },
};
