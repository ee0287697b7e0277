import { parseWhen } from '@houzhai/calendar';
import {
  AlertShow,
  ArrivalDetail,
  CareLinkDetail,
  BatchDetail,
  CallDetail,
  CardCustody,
  CombatUnitDetail,
  CampaignDetail,
  ErrandDetail,
  FeverShow,
  FindPersons,
  FindRegions,
  IsolationDetail,
  IsolationSitesPage,
  ListCheckpoints,
  ListOperators,
  NeedReportDetail,
  RunDetail,
  TaskForceDetail,
  UnitsPage,
} from '@houzhai/contracts';
import { BadFlag } from './flag-values.ts';
import type { FlagKind } from './flags.ts';
import { HzFailure, must, type CallContext } from './failure.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Finds what people call by a number, an account or a name. */
export const resolver =
  (context: CallContext) =>
  async (kind: FlagKind, word: string): Promise<unknown> => {
    const { client } = context.session;
    const zh = context.lang === 'zh';
    if (kind === 'instant') {
      const when = parseWhen(word, Temporal.Now.instant());
      if (!when.ok) throw new BadFlag('time', `${word}: ${when.reason}`);
      return when.value.toString();
    }
    if (UUID.test(word)) return word;
    if (kind === 'stay') return stayOf(word, context);
    if (kind === 'arrival') return (await must(await client.query(ArrivalDetail, { no: word }), context)).row.arrivalId;
    if (kind === 'isolation') return (await must(await client.query(IsolationDetail, { no: word }), context)).row.isolationId;
    if (kind === 'alert') return (await must(await client.query(AlertShow, { no: word }), context)).row.alertId;
    if (kind === 'fever') return (await must(await client.query(FeverShow, { no: word }), context)).row.feverId;
    if (kind === 'round') return (await must(await client.query(CampaignDetail, { no: word }), context)).row.campaignId;
    if (kind === 'unit') {
      const { rows } = await must(await client.query(UnitsPage, { under: word, limit: 2 }), context);
      const [unit, another] = rows;
      if (unit && !another) return unit.unitId;
      throw new HzFailure(
        zh
          ? `“${word}”${unit ? '下有多个单元，请写到房间' : '不是进行中一轮的单元'}：hz screening units`
          : `“${word}” ${unit ? 'has several units, write it down to the room' : 'is no unit of the round that runs'}: hz screening units`,
        unit ? 2 : 5,
      );
    }
    if (kind === 'batch') return (await must(await client.query(BatchDetail, { no: word }), context)).row.batchId;
    if (kind === 'run') return (await must(await client.query(RunDetail, { no: word }), context)).row.runId;
    if (kind === 'call') return (await must(await client.query(CallDetail, { no: word }), context)).row.callId;
    if (kind === 'need') return (await must(await client.query(NeedReportDetail, { no: word }), context)).row.reportId;
    if (kind === 'card') return (await must(await client.query(CardCustody, { no: word }), context)).row.cardId;
    if (kind === 'task-force') return (await must(await client.query(TaskForceDetail, { no: Number(word) }), context)).row.taskForceId;
    if (kind === 'site') return siteOf(word, context);
    if (kind === 'combat-unit') return (await must(await client.query(CombatUnitDetail, { code: word }), context)).row.combatUnitId;
    if (kind === 'checkpoint') {
      const { rows } = await must(await client.query(ListCheckpoints, { code: word }), context);
      const one = rows.find(({ code }) => code === word.toLowerCase()) ?? (rows.length === 1 ? rows[0] : undefined);
      if (one) return one.checkpointId;
      throw new HzFailure(zh ? `没有卡口“${word}”：hz checkpoint list` : `There is no checkpoint “${word}”: hz checkpoint list`, 5);
    }
    if (kind === 'care-link') return (await must(await client.query(CareLinkDetail, { no: word }), context)).row.linkId;
    if (kind === 'errand') return (await must(await client.query(ErrandDetail, { no: word }), context)).row.errandId;
    if (kind === 'operator') {
      const { rows } = await must(await client.query(ListOperators, { text: word.toLowerCase() }), context);
      const exact = rows.filter((row) => row.account === word || row.displayName === word);
      const found = exact.length > 0 ? exact : rows;
      const [one] = found;
      if (!one || found.length > 1)
        throw new HzFailure(
          zh
            ? `账号“${word}”${found.length === 0 ? '不存在' : `有 ${String(found.length)} 个，请写全`}`
            : `Account “${word}”: ${found.length === 0 ? 'none' : `${String(found.length)} match, write it in full`}`,
          found.length === 0 ? 5 : 2,
        );
      return one.operatorId;
    }
    const { rows, total } = await must(await client.query(FindPersons, { text: word, limit: 5 }), context);
    const [one] = rows;
    if (!one || total > 1) {
      const list = rows.map((row) => `\n  ${row.no}  ${row.label}  ${row.area}  ${row.phoneMasked ?? ''}`).join('');
      throw new HzFailure(
        zh
          ? `居民“${word}”${total === 0 ? '未登记：先 hz person register' : `有 ${String(total)} 位，请用编号：${list}`}`
          : `Resident “${word}”: ${total === 0 ? 'not registered; hz person register first' : `${String(total)} match, use the number: ${list}`}`,
        total === 0 ? 5 : 2,
      );
    }
    // A number of a merged entry means that entry, though the search leads to the one that is kept.
    return one.merged?.find(({ no }) => no === word.toUpperCase())?.personId ?? one.personId;
  };

/** A site by its code: of the caller's places, or an open one of another area, where somebody is to be transferred. */
async function siteOf(word: string, context: CallContext): Promise<string> {
  for (const where of [{ closed: true }, { anywhere: true }]) {
    const { rows } = await must(await context.session.client.query(IsolationSitesPage, { code: word, ...where }), context);
    const one = rows.find(({ code }) => code === word.toLowerCase()) ?? (rows.length === 1 ? rows[0] : undefined);
    if (one) return one.siteId;
  }
  throw new HzFailure(
    context.lang === 'zh'
      ? `没有启用的隔离点“${word}”：hz isolation-site list`
      : `There is no open isolation site “${word}”: hz isolation-site list`,
    5,
  );
}

/** `武汉` or `420100`, initials where they fit only one, with `=first..last` for single days. */
async function stayOf(word: string, context: CallContext): Promise<unknown> {
  const [place = '', days] = word.split('=');
  const { rows } = await must(await context.session.client.query(FindRegions, { text: place, limit: 6 }), context);
  const exact = rows.filter(({ code, zh }) => code === place || zh === place);
  const named = rows.filter(({ zh }) => zh.startsWith(place));
  const found = [exact, named].find((some) => some.length > 0) ?? rows;
  const [one, another] = found;
  if (!one || another) {
    const list = found.map(({ code, full }) => `\n  ${code}  ${full}`).join('');
    throw new HzFailure(
      context.lang === 'zh'
        ? `行政区划“${place}”${one ? `有多个，请写代码：${list}` : '不存在'}`
        : `Division “${place}”: ${one ? `several match, write the code: ${list}` : 'there is none'}`,
      one ? 2 : 5,
    );
  }
  const [from, to] = days?.split('..') ?? [];
  return { region: one.code, ...(from ? { from } : {}), ...(to ? { to } : {}) };
}
