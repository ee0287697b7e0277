import type { AccessCheck, ExplainedAccess } from '@houzhai/contracts';
import type { Language, Text } from '@houzhai/i18n';
import { counted } from '@houzhai/i18n';

const CHECKS: Readonly<Record<AccessCheck['check'], { readonly passed: Text; readonly failed: Text }>> = {
  'signed-in': { passed: { zh: '已登录', en: 'signed in' }, failed: { zh: '未登录', en: 'not signed in' } },
  role: { passed: { zh: '角色在名单上', en: 'the role is listed' }, failed: { zh: '角色不在名单上', en: 'the role is not listed' } },
  password: {
    passed: { zh: '不是首次口令', en: 'not the first password' },
    failed: { zh: '须先更换首次口令', en: 'the first password must be changed before' },
  },
  'second-factor': {
    passed: { zh: '动态口令合规', en: 'second factor in order' },
    failed: { zh: '须先启用动态口令', en: 'a second factor must be enrolled before' },
  },
  'read-only': {
    passed: { zh: '不是只读会话', en: 'not a read-only session' },
    failed: { zh: '只读会话不能写', en: 'a read-only session changes nothing' },
  },
  jurisdiction: {
    passed: { zh: '对象在辖区内', en: 'the record is inside the jurisdiction' },
    failed: { zh: '对象在辖区外：视为不存在', en: 'the record is outside the jurisdiction: it does not exist' },
  },
  'second-person': {
    passed: { zh: '须第二人批准后执行', en: 'a second person must agree before it is done' },
    failed: { zh: '须第二人批准', en: 'a second person must agree' },
  },
  subject: {
    passed: { zh: '连接可以发送到该主题', en: 'the connection may send to the subject' },
    failed: { zh: '连接不能发送到该主题', en: 'the connection may not send to the subject' },
  },
};

const WITHIN: Readonly<Record<NonNullable<ExplainedAccess['within']>, Text>> = {
  JURISDICTION: { zh: '只及辖区内的记录', en: 'reaches records of the jurisdiction only' },
  OWN: { zh: '只及本人', en: 'reaches what is their own only' },
  EVERYWHERE: { zh: '不分地域', en: 'belongs to no area' },
};

/** Why somebody may or may not call an operation, a line each: the verdict first. */
export function accessLines(access: ExplainedAccess, lang: Language): readonly string[] {
  const zh = lang === 'zh';
  const verdict = access.may ? (zh ? '✓ 可以' : '✓ may') : zh ? '✗ 不可以' : '✗ may not';
  const minutes = access.secondPersonMinutes;
  return [
    `${verdict}  ${access.operation} (${access.service})`,
    ...access.checks.map(({ check, passed, code }) => {
      const text = CHECKS[check][passed ? 'passed' : 'failed'][lang];
      return `  ${passed ? '✓' : '✗'} ${text}${check === 'subject' ? `: ${access.subject}` : ''}${!passed && code !== undefined ? ` (${code})` : ''}`;
    }),
    ...(access.within === undefined ? [] : [`  · ${WITHIN[access.within][lang]}`]),
    ...(access.needsReason ? [zh ? '  · 须写理由' : '  · needs a reason'] : []),
    ...(minutes === undefined
      ? []
      : [zh ? `  · 待批 ${String(minutes)} 分钟` : `  · waits ${counted(minutes, 'minute')} for a second person`]),
    access.roles.length === 0
      ? zh
        ? '  · 不限角色，或仅限服务'
        : '  · not given by role'
      : zh
        ? `  · 可以的角色：${access.roles.join('、')}`
        : `  · roles that may: ${access.roles.join(', ')}`,
  ];
}
