import type { ErasureCertificate, OutputOf } from '@houzhai/contracts';
import type { Language } from '@houzhai/i18n';
import { ERASED, GROUNDS, LEFT, SERVICE_NAMES } from '../commands/audit-words.ts';

/** How far the erasure is in one service. */
export const PART_STATES = {
  DESTROYED: { zh: '已销毁', en: 'destroyed' },
  WAITING: { zh: '等待执行，服务恢复后自动完成', en: 'waiting; done by itself' },
  UNREACHABLE: { zh: '暂时联系不上，恢复后自动完成', en: 'cannot be reached now; done by itself when it is back' },
} as const;

/** The certificate of an erasure as people read it. */
export function certificateText(certificate: OutputOf<typeof ErasureCertificate>, actor: string, lang: Language): string {
  const zh = lang === 'zh';
  const { no, area, at, ground, complete, services, mergedErased, remains } = certificate;
  const parts = services.flatMap(({ service, state, at: when, keyFingerprint, auditSeq, destroyed }) => [
    `  ${SERVICE_NAMES[service][lang]} (${service}): ${PART_STATES[state][lang]}${when === undefined ? '' : ` ${when}`}`,
    ...(destroyed.length > 0 ? [`    ${destroyed.map((thing) => ERASED[thing][lang]).join(zh ? '、' : ', ')}`] : []),
    ...(keyFingerprint === undefined ? [] : [`    ${zh ? '密钥指纹' : 'key fingerprint'} ${keyFingerprint}`]),
    ...(auditSeq === undefined ? [] : [`    ${zh ? '审计第' : 'audit row'} ${auditSeq}${zh ? ' 条' : ''}`]),
  ]);
  return [
    zh ? `个人信息删除证书  ${no}` : `Certificate of erasure  ${no}`,
    `${zh ? '村(居)' : 'area'} ${area}   ${zh ? '时间' : 'at'} ${at}   ${zh ? '经办' : 'by'} ${actor}   ${zh ? '依据' : 'ground'} ${GROUNDS[ground][lang]}`,
    complete ? (zh ? '全部服务已销毁' : 'destroyed in every service') : zh ? '尚未全部完成' : 'not complete yet',
    '',
    zh ? '已销毁' : 'Destroyed',
    ...parts,
    ...(mergedErased > 0
      ? [zh ? `  同一人的 ${String(mergedErased)} 条已合并登记一并删除` : `  merged entries erased along: ${String(mergedErased)}`]
      : []),
    '',
    zh ? '保留及原因' : 'What remains, and why',
    ...remains.map((thing) => `  ${LEFT[thing][lang]}`),
  ].join('\n');
}
