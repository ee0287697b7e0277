import { AUDITS, FindPersons, ListOperators, SERVICES, type AuditLine, type Outcome, type Service } from '@houzhai/contracts';
import { counted, clockTime, type Language } from '@houzhai/i18n';
import type { OperatorSession } from '@houzhai/messaging';
import { SERVICE_NAMES, findingText } from '../commands/audit-words.ts';
import { HzFailure, failureOf } from './failure.ts';
import { printResult } from './output.ts';
import type { CommonOptions } from './common-options.ts';
import { langOf, openRemembered, outputOf } from './run.ts';

/** Options of the commands about the record. */
export interface AuditOptions extends CommonOptions {
  readonly service?: string;
  readonly actor?: string;
  readonly operation?: string;
  readonly record?: string;
  readonly area?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

interface Context {
  readonly session: OperatorSession;
  readonly lang: Language;
  readonly services: readonly Service[];
  readonly say: (zh: string, en: string) => void;
}

/** Runs work about the record in the remembered session. */
async function withSession(options: AuditOptions, work: (context: Context) => Promise<void>): Promise<void> {
  const lang = langOf(options);
  const services = SERVICES.filter((service) => options.service === undefined || service === options.service);
  if (services.length === 0)
    throw new HzFailure(lang === 'zh' ? `服务有：${SERVICES.join('、')}` : `Services are: ${SERVICES.join(', ')}`, 2);
  const session = await openRemembered(options);
  const say = (zh: string, en: string): void => void process.stderr.write(`${lang === 'zh' ? zh : en}\n`);
  try {
    await work({ session, lang, services, say });
  } finally {
    await session.close();
  }
}

async function must<T>(outcome: Outcome<T>, context: Context): Promise<T> {
  if (outcome.ok) return outcome.value;
  throw await failureOf(outcome.refusal, context);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

type Line = AuditLine & { readonly service: Service };

/** Who did or saw what, of one service or of all, newest first. */
export const auditList = (options: AuditOptions): Promise<void> =>
  withSession(options, async (context) => {
    const { session, services, lang } = context;
    if (options.cursor !== undefined && services.length > 1)
      throw new HzFailure(lang === 'zh' ? '--cursor 须与 --service 同用' : '--cursor goes with --service', 2);
    const { operation, area, from, to, cursor } = options;
    const limit = Number(options.limit ?? 50);
    const given = { operation, area, from, to, cursor, recordId: options.record, actor: await actorOf(options.actor, context) };
    const filter = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const lines: Line[] = [];
    for (const service of services) {
      const page = await must(await session.client.query(AUDITS[service].list, { ...filter, limit }), context);
      lines.push(...page.rows.map((row) => ({ ...row, service })));
      if (page.nextCursor !== undefined && services.length === 1)
        context.say(`下一页：--cursor ${page.nextCursor}`, `next page: --cursor ${page.nextCursor}`);
    }
    await print(lines, limit, options, context);
  });

/** Who looked at or changed what is kept about a person, entries merged into theirs along, in every service. */
export const auditWhoSaw = (person: string, options: AuditOptions): Promise<void> =>
  withSession(options, async (context) => {
    const { session, services } = context;
    const entries = await entriesOf(person, context);
    const limit = Number(options.limit ?? 100);
    const lines: Line[] = [];
    for (const service of services)
      for (const personId of entries) {
        const page = await must(await session.client.query(AUDITS[service].whoSaw, { personId, limit }), context);
        lines.push(...page.rows.map((row) => ({ ...row, service })));
      }
    await print(lines, limit, options, context);
  });

async function print(lines: readonly Line[], limit: number, options: AuditOptions, context: Context): Promise<void> {
  const { lang, session } = context;
  const zh = lang === 'zh';
  const rows = [...lines].sort((a, b) => b.at.localeCompare(a.at)).slice(0, limit);
  const listed = await session.client.query(ListOperators, {}).catch(() => undefined);
  const names = new Map(listed?.ok ? listed.value.rows.map((row) => [row.operatorId, row.displayName]) : []);
  const human = rows.map((row) => ({
    [zh ? '时间' : 'at']: clockTime(row.at, lang),
    [zh ? '服务' : 'service']: SERVICE_NAMES[row.service][lang],
    [zh ? '序号' : 'row']: row.seq,
    [zh ? '谁' : 'who']: names.get(row.actor) ?? row.actor,
    [zh ? '操作' : 'operation']: row.operation,
    [zh ? '村(居)' : 'area']: row.area,
    [zh ? '对象' : 'record']: row.recordId ?? '',
    [zh ? '理由与细节' : 'reason, details']: [
      row.reason ?? (row.reasonErased ? (zh ? '（理由已销毁）' : '(reason destroyed)') : ''),
      row.details === undefined ? '' : JSON.stringify(row.details),
    ]
      .filter((part) => part !== '')
      .join(' '),
  }));
  printResult({ rows, total: lines.length }, outputOf(options), human);
}

async function actorOf(word: string | undefined, context: Context): Promise<string | undefined> {
  if (word === undefined || UUID.test(word) || word.startsWith('service:')) return word;
  const { rows } = await must(await context.session.client.query(ListOperators, { text: word.toLowerCase() }), context);
  const one = rows.find((row) => row.account === word) ?? (rows.length === 1 ? rows[0] : undefined);
  if (!one) throw new HzFailure(context.lang === 'zh' ? `没有账号“${word}”，或不止一个` : `No account “${word}”, or more than one`, 5);
  return one.operatorId;
}

/** Ids of the entries of a person: one by its id, else the one that is kept and those merged into it. */
async function entriesOf(word: string, context: Context): Promise<readonly string[]> {
  if (UUID.test(word)) return [word];
  const { rows, total } = await must(await context.session.client.query(FindPersons, { text: word, limit: 2 }), context);
  const [one] = rows;
  if (!one || total > 1)
    throw new HzFailure(
      context.lang === 'zh' ? `没有居民“${word}”，或不止一位；请用编号` : `No resident “${word}”, or more than one; use the number`,
      5,
    );
  return [one.personId, ...(one.merged ?? []).map(({ personId }) => personId)];
}

interface Verdict {
  readonly service: Service;
  readonly seals: number;
  readonly rows: number;
  readonly unsealed: number;
  readonly ok: boolean;
  readonly finding?: unknown;
}

/** Verifies the record of one service or of all, with progress; ends with 1 and the first thing that is wrong. */
export const auditVerify = (options: AuditOptions): Promise<void> =>
  withSession(options, async (context) => {
    const { lang, services, say } = context;
    const verdicts: Verdict[] = [];
    const wrong: string[] = [];
    for (const service of services) {
      const name = SERVICE_NAMES[service][lang];
      const verdict = await verifyOne(service, context);
      verdicts.push(verdict.said);
      if (verdict.finding) wrong.push(`${name} (${service}), ${findingText(verdict.finding, lang)}`);
      else say(`✓ ${name}：${String(verdict.said.seals)} 封、${String(verdict.said.rows)} 条完好`, `✓ ${name}: ${counted(verdict.said.seals, 'seal')}, ${counted(verdict.said.rows, 'row')} intact`); // prettier-ignore
    }
    printResult({ rows: verdicts }, outputOf(options));
    if (wrong.length > 0) throw new HzFailure(wrong.map((line) => `✗ ${line}`).join('\n'), 1);
  });

async function verifyOne(service: Service, context: Context) {
  const { session, say, lang } = context;
  let told = performance.now();
  for (let cursor: string | undefined; ;) {
    const part = await must(
      await session.client.query(AUDITS[service].verify, cursor === undefined ? {} : { cursor }, { deadlineMs: 60_000 }),
      context,
    );
    const { seals, rows, unsealed, ofSeals, finding } = part;
    if (part.cursor === undefined)
      return { finding, said: { service, seals, rows, unsealed, ok: finding === undefined, ...(finding ? { finding } : {}) } };
    ({ cursor } = part);
    if (performance.now() - told > 1_000) {
      told = performance.now();
      say(`  ${SERVICE_NAMES[service][lang]} ${String(seals)}/${String(ofSeals)} 封，${String(rows)} 条`, `  ${SERVICE_NAMES[service][lang]} ${String(seals)} of ${counted(ofSeals, 'seal')}, ${counted(rows, 'row')}`); // prettier-ignore
    }
  }
}
