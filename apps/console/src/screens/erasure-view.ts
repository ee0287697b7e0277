import { ErasureCertificate, mayCall, type OutputOf, type Role } from '@houzhai/contracts';
import { clockTime } from '@houzhai/i18n';
import { t, type Model } from '../app/model.ts';
import { ERASED, GROUNDS, LEFT, SERVICE_NAMES } from '../commands/audit-words.ts';
import { PART_STATES } from '../hz/certificate.ts';
import { wrap, type Line } from '../paint/styled.ts';

export type Certificate = OutputOf<typeof ErasureCertificate>;

/** Whether whoever is signed in may see certificates. */
export const maySeeCertificate = (model: Model): boolean => mayCall(ErasureCertificate.access, (model.me?.roles ?? []) as readonly Role[]);

/** What stands in the place of an erased resident's data: the certificate, for those who may see it. */
export function erasedLines(model: Model, no: string, certificate: Certificate | undefined): Line[] {
  const gone: Line = [{ text: t(model, '  该人信息已依规删除', '  This person’s data were erased as the rules require'), tone: 'watch' }];
  if (!certificate) return [gone];
  const zh = model.lang === 'zh';
  const { at, actor, ground, complete, services, mergedErased, remains } = certificate;
  const when = (instant: string): string => clockTime(instant, model.lang, new Date(model.now).toISOString());
  const who = model.colleagues.get(actor)?.displayName ?? actor.slice(-6);
  const list = (things: readonly string[]): string => things.join(zh ? '、' : ', ');
  const wrapped = (text: string): Line[] => wrap(text, model.size.columns - 6).map((part): Line => [{ text: `    ${part}`, tone: 'dim' }]);
  return [
    gone,
    [{ text: `  ${when(at)}  ${who}  ${GROUNDS[ground][model.lang]}` }],
    [
      {
        text: complete ? t(model, '  全部服务已销毁', '  Destroyed in every service') : t(model, '  尚未全部完成', '  Not complete yet'),
        tone: complete ? 'good' : 'watch',
      },
    ],
    ...services.flatMap(({ service, state, keyFingerprint, auditSeq, destroyed }): Line[] => [
      [
        { text: `  ${SERVICE_NAMES[service][model.lang]}  `, tone: 'accent' },
        { text: PART_STATES[state][model.lang] },
        ...(keyFingerprint === undefined
          ? []
          : [{ text: t(model, `  密钥指纹 ${keyFingerprint.slice(0, 16)}…`, `  key fingerprint ${keyFingerprint.slice(0, 16)}…`) }]),
        ...(auditSeq === undefined ? [] : [{ text: t(model, `  审计第 ${auditSeq} 条`, `  audit row ${auditSeq}`) }]),
      ],
      ...wrapped(list(destroyed.map((thing) => ERASED[thing][model.lang]))),
    ]),
    ...(mergedErased > 0
      ? [
          [
            {
              text: t(
                model,
                `  同一人的 ${String(mergedErased)} 条已合并登记一并删除`,
                `  Merged entries erased along: ${String(mergedErased)}`,
              ),
            },
          ],
        ]
      : []),
    [{ text: t(model, '  保留', '  Remains') }],
    ...wrapped(list(remains.map((thing) => LEFT[thing][model.lang].split(/[：:]/)[0] ?? thing))),
    [{ text: t(model, `  全文：hz person erasure ${no}`, `  In full: hz person erasure ${no}`), tone: 'dim' }],
  ];
}
