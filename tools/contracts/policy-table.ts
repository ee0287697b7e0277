import { POLICY, ROLES, SERVICES, findOperationByName, needsReason, type PolicyRow } from '@houzhai/contracts';
import { needsSecondPerson } from '@houzhai/persistence';
import access from '../../seeds/policies/access.1.json' with { type: 'json' };

const WITHIN = { JURISDICTION: '辖区 jurisdiction', OWN: '本人 own', EVERYWHERE: '全域 everywhere' } as const;

const whoOf = ({ who, roles, services }: PolicyRow): string => {
  const also = services ? ' + 服务 services' : '';
  if (who === 'GUEST') return '未登录 guest';
  if (who === 'SIGNED_IN') return '已登录 signed in';
  if (who === 'SERVICES') return '仅服务 services only';
  return (roles.length === ROLES.length ? '全部角色 every role' : roles.join(', ')) + also;
};

const lineOf = (row: PolicyRow): string => {
  const shows = Object.entries(row.shows).map(([field, how]) => `${field} ${how === 'OPEN' ? '明文 open' : '脱敏 masked'}`);
  const contract = findOperationByName(row.operation);
  const notes = [
    ...(contract && needsReason(contract) ? ['须写理由 needs a reason'] : []),
    ...(row.maySecondPerson && needsSecondPerson(access.values as never, row.operation, row.service) ? ['须第二人批准 second person'] : []),
    ...shows,
  ];
  return `| ${row.operation} | ${whoOf(row)} | ${row.within === undefined ? '' : WITHIN[row.within]} | ${notes.join('; ')} | \`${row.subject}\` |`;
};

/** The policy table for people to read: every operation, who may call it, what of it they reach, in Chinese and English. */
export function policyTable(): string {
  const head = ['| 操作 operation | 谁 who | 范围 within | 备注 notes | 主题 subject |', '| --- | --- | --- | --- | --- |'];
  const part = (service: (typeof SERVICES)[number], kind: PolicyRow['kind']): readonly string[] => {
    const rows = POLICY.filter((row) => row.service === service && row.kind === kind).sort((a, b) => (a.operation < b.operation ? -1 : 1));
    return [`## ${service} · ${kind === 'command' ? '写 commands' : '读 queries'}`, '', ...head, ...rows.map(lineOf), ''];
  };
  return [
    '# 权限总表 · Policy table',
    '',
    '由合约生成，勿手改。未列出者一律拒绝；辖区之外的记录视为不存在。',
    'Made from the contracts; do not edit. Whatever is not listed is denied; a record outside the jurisdiction does not exist.',
    'A field of a person that a row does not name is hidden. What needs a second person is policy data: these are the defaults.',
    '字段未列出即不显示；须第二人批准者由策略数据决定，此处为默认值。',
    '',
    ...SERVICES.flatMap((service) => [...part(service, 'command'), ...part(service, 'query')]),
  ].join('\n');
}
