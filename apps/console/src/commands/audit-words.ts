import type { AuditFault, AuditFinding, ERASED_THINGS, ErasureGround, LEFT_THINGS, Service } from '@houzhai/contracts';
import type { Language, Text } from '@houzhai/i18n';

const text = (zh: string, en: string): Text => ({ zh, en });

/** What is wrong with the record, in words. */
const FAULTS: Readonly<Record<AuditFault, Text>> = {
  'content-changed': text('内容被改动', 'the row was changed'),
  'row-missing': text('记录被删除', 'the row is gone'),
  'row-added': text('事后插入的记录', 'the row was put in afterwards'),
  'row-unsealed': text('超过时限仍未封存', 'the row is in no seal for too long'),
  'seal-broken': text('封条被改动', 'the seal does not hold'),
  'anchor-differs': text('封条与库外留存的不一致（链被改写，或数据库恢复到了较早时刻）', 'the seal differs from its copy outside (the chain was rewritten, or the database was restored to an earlier time)'), // prettier-ignore
};

/** One finding as a sentence: which row, which seal, what about it. */
export function findingText({ fault, seq, seal }: AuditFinding, lang: Language): string {
  const where = [
    ...(seq === undefined ? [] : [lang === 'zh' ? `第 ${seq} 条` : `row ${seq}`]),
    ...(seal === undefined ? [] : [lang === 'zh' ? `第 ${String(seal)} 封` : `seal ${String(seal)}`]),
  ];
  return `${where.join(lang === 'zh' ? '，' : ', ')}: ${FAULTS[fault][lang]}`;
}

export const SERVICE_NAMES: Readonly<Record<Service, Text>> = {
  'census-screening': text('摸排', 'register'),
  errands: text('代办', 'errands'),
  'command-center': text('指挥中心', 'command centre'),
};

export const GROUNDS: Readonly<Record<ErasureGround, Text>> = {
  REQUEST_OF_PERSON: text('本人请求', 'request of the person'),
  RETENTION_ENDED: text('保存期满', 'end of the retention period'),
  ENTERED_IN_ERROR: text('误登记', 'entered in error'),
  ORDER_OF_AUTHORITY: text('主管机关要求', 'order of an authority'),
};

export const ERASED: Readonly<Record<(typeof ERASED_THINGS)[number], Text>> = {
  name: text('姓名', 'name'),
  document: text('证件', 'document'),
  phone: text('电话', 'phone'),
  'birth-year': text('出生年', 'birth year'),
  sex: text('性别', 'sex'),
  dwelling: text('住址', 'dwelling'),
  initials: text('姓名首字母', 'initials'),
  'search-hashes': text('检索哈希', 'hashes to search by'),
  reasons: text('查看与更正的理由', 'reasons of looks and corrections'),
  'errand-words': text('代办的物品、备注与经过', 'items, notes and words of errands'),
  'authorisation-evidence': text('委托凭据', 'evidence of authorisations'),
};

export const LEFT: Readonly<Record<(typeof LEFT_THINGS)[number], Text>> = {
  'register-number': text('登记编号与村(居)：证书与代办单要引用', 'register number and area: this certificate and errands refer to them'),
  events: text('事件：编号、村(居)、原住处路径、字段名；账本只增不改', 'events: ids, area, the former dwelling path, names of fields; the ledger is only added to'), // prettier-ignore
  errands: text('代办单：编号、类别、状态、时间、金额；对账需要', 'errands: numbers, kinds, states, times, amounts; for the accounts'),
  audit: text('审计：谁何时查看或更改过，理由已销毁', 'audit: who looked or changed and when; reasons are destroyed'),
  'command-hashes': text('命令的校验哈希：防重复用，不能还原内容，但可验证猜中的全文', 'hashes of commands: against doubles; nothing can be read from them, but a guess of the whole text can be confirmed'), // prettier-ignore
  backups: text('此前的数据库备份与日志归档：内含当时的密钥，到期删除前仍可恢复', 'earlier backups and archived database logs: they hold the key of then and can be restored until they are deleted'), // prettier-ignore
};
