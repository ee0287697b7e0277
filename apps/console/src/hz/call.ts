import { readFileSync } from 'node:fs';
import {
  type APPROVALS,
  CareCoverage,
  CallerCard,
  ErasureCertificate,
  FindPersons,
  PersonLabels,
  type PersonDetail,
  WhoAmI,
  type AssignUnits,
  type CampaignDetail,
  type Command,
  type CustodyLedger,
  type DeliveryState,
  type Query,
  type ListPartners,
  type IntegrityReview,
  type PartnerLag,
  type WallChart,
  type WorklistPage,
  type OutputOf,
  type Service,
} from '@houzhai/contracts';
import { clockTime, distance, kindLabel, statusLabel, type Language } from '@houzhai/i18n';
import { printProposals, proposalText } from './approvals.ts';
import { ALERT_LISTS, alertRows } from './alert-rows.ts';
import { CARE_LISTS, careRows, coverageLine } from './care-rows.ts';
import { CHECKPOINT_LISTS, checkpointRows, ledgerRows } from './checkpoint-rows.ts';
import { SITE_LISTS, siteRows } from './site-rows.ts';
import { TEAM_LISTS, teamRows } from './team-rows.ts';
import { DESK_LISTS, callerText, deskRows } from './desk-rows.ts';
import { certificateText } from './certificate.ts';
import { figureText } from '../commands/figure-text.ts';
import { operationText } from '../commands/approval-words.ts';
import { contractOf, type ManifestEntry } from '../commands/manifest.ts';
import { residentNames, residentsIn } from '../sheets/resident-names.ts';
import { integrityRows } from './integrity-rows.ts';
import { isolationRows } from './isolation-rows.ts';
import { MEDICINE_ANSWERS, MEDICINE_LISTS, medicineRows } from './medicine-rows.ts';
import { MODULE_ANSWERS, moduleTables } from './module-rows.ts';
import { personCard } from './person-card.ts';
import { ERRAND_LISTS, errandRows } from './errand-rows.ts';
import { NEED_LISTS, needRows } from './need-rows.ts';
import { PERSON_ANSWERS, personRows } from './person-rows.ts';
import { printDelivery } from './delivery-output.ts';
import { exportTo, wholeUnits } from './export-file.ts';
import type { Units } from '../sheets/unit-sheet.ts';
import { HzFailure, failureOf, must, mustBeAllowed, operatorNames, type CallContext } from './failure.ts';
import { setPath, valueOf } from './flag-values.ts';
import { SECRETS, flagsOf } from './flags.ts';
import { printResult, type OutputOptions } from './output.ts';
import { printPdf } from './print-pdf.ts';
import { SCREENING_LISTS, campaignTables, screeningRows, shareTables } from './screening-rows.ts';
import { partnerLagRows, partnerRows } from './partner-rows.ts';
import { withProgress } from './progress.ts';
import { resolver } from './resolve.ts';

/** Builds the input of a command from the words of the command line. @throws BadFlag, HzFailure */
export async function inputOf(
  entry: ManifestEntry,
  positional: string | undefined,
  words: Readonly<Record<string, readonly string[]>>,
  context: CallContext,
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = context.from === undefined ? {} : jsonOf(context.from, context.lang);
  const known = flagsOf(entry.input);
  const resolve = resolver(context);
  if (known.positional && positional !== undefined)
    setPath(input, known.positional.path, await valueOf(known.positional, [positional], resolve));
  for (const flag of known.flags) {
    const given = words[flag.name];
    if (given) setPath(input, flag.path, await valueOf(flag, given, resolve));
  }
  for (const secret of SECRETS)
    if (entry.input.properties && secret in entry.input.properties) input[secret] = await context.askSecret(secret);
  return input;
}

/** What a JSON file says. @throws HzFailure where it cannot be read or is no object */
function jsonOf(file: string, lang: Language): Record<string, unknown> {
  const unfit = (why: string): HzFailure => new HzFailure(lang === 'zh' ? `读不了 ${file}：${why}` : `Cannot read ${file}: ${why}`, 2);
  try {
    const said: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof said === 'object' && said !== null && !Array.isArray(said)) return { ...said };
  } catch (error) {
    throw unfit((error as Error).message);
  }
  throw unfit(lang === 'zh' ? '须是一个 JSON 对象' : 'it must be one JSON object');
}

/** Calls an operation, of one service or of several one after the other, and prints the answer. @throws HzFailure for a refusal. */
export async function callAndPrint(names: readonly string[], input: Record<string, unknown>, context: CallContext): Promise<void> {
  const answers: unknown[] = [];
  for (const name of names) {
    const contract = contractOf(name);
    await mustBeAllowed(contract, context);
    const asked = call(contract, input, context);
    const outcome = isForPeople(context.output) ? await withProgress(asked, operationText(name, context.lang), context.lang) : await asked;
    if (!outcome.ok) throw await failureOf(outcome.refusal, context);
    answers.push(outcome.value);
  }
  const [name = ''] = names;
  const [value] = answers;
  const all = () => wholeUnits(input, value as Units, context);
  if (context.file !== undefined) return exportTo(context.file, await all(), context);
  if (context.pdf !== undefined) return printPdf(context.pdf, name, name === 'ExportUnits' ? await all() : value, context);
  if (name === ErasureCertificate.name && isForPeople(context.output)) {
    const certificate = value as OutputOf<typeof ErasureCertificate>;
    const actor = (await operatorNames(context.session)).get(certificate.actor) ?? certificate.actor;
    process.stdout.write(`${certificateText(certificate, actor, context.lang)}\n`);
  } else if (name === 'CustodyLedger' && isForPeople(context.output)) {
    const { account, open } = ledgerRows(value as OutputOf<typeof CustodyLedger>, await operatorNames(context.session), context.lang);
    for (const rows of [account, open]) if (rows.length > 0) printResult({ rows }, context.output);
  } else if (name === 'CampaignDetail' && isForPeople(context.output)) {
    for (const rows of campaignTables(value as OutputOf<typeof CampaignDetail>, context.lang))
      if (rows.length > 0) printResult({ rows }, context.output);
  } else if (name === 'AssignUnits' && isForPeople(context.output)) {
    for (const rows of shareTables(value as OutputOf<typeof AssignUnits>, context.lang)) printResult({ rows }, context.output);
  } else if (name.startsWith('DeliveryState-')) printDelivery(answers as DeliveryState[], context.output);
  else if (name.startsWith('ListProposals-'))
    printProposals(answers as OutputOf<(typeof APPROVALS)[Service]['list']>[], context.output, await operatorNames(context.session));
  else if (name.startsWith('ShowProposal-') && isForPeople(context.output)) {
    const shown = value as OutputOf<(typeof APPROVALS)[Service]['show']>;
    process.stdout.write(`${proposalText(shown, context.lang, await operatorNames(context.session))}\n`);
  } else if (name === 'PersonDetail' && isForPeople(context.output)) {
    const card = personCard(value as OutputOf<typeof PersonDetail>, await operatorNames(context.session), context.lang);
    process.stdout.write(`${card}\n`);
  } else if (name === CallerCard.name && isForPeople(context.output)) {
    const names = await operatorNames(context.session);
    process.stdout.write(`${callerText(value as OutputOf<typeof CallerCard>, names, Date.now(), context.lang)}\n`);
  } else if (PERSON_ANSWERS.includes(name) && isForPeople(context.output)) {
    const rows = personRows(name, value, await operatorNames(context.session), context.lang) ?? [];
    printResult({ total: rows.length, ...(value as { readonly total?: number }), rows }, context.output);
  } else if (MEDICINE_ANSWERS.includes(name) && isForPeople(context.output))
    printResult({ rows: medicineRows(name, value, context.lang, await operatorNames(context.session)) ?? [] }, context.output);
  else if (name === 'WorkSheet' && isForPeople(context.output))
    printResult({ rows: isolationRows(name, value, context.lang) ?? [] }, context.output);
  else if (name === 'IsolationSiteDetail' && isForPeople(context.output))
    printResult({ rows: siteRows(name, value, new Map(), context.lang) ?? [] }, context.output);
  else if (CARE_LISTS.includes(name) && isForPeople(context.output)) {
    if (name === CareCoverage.name) process.stdout.write(`${coverageLine(value as OutputOf<typeof CareCoverage>, context.lang)}\n`);
    const [operators, residents] = await Promise.all([
      operatorNames(context.session),
      residentNames(residentsIn(value), context.session.client),
    ]);
    const rows = careRows(name, value, operators, residents, context.lang) ?? [];
    if (rows.length > 0 || name !== CareCoverage.name)
      printResult({ total: rows.length, ...(value as { readonly total?: number }), rows }, context.output);
  } else if (MODULE_ANSWERS.includes(name) && isForPeople(context.output)) {
    const tables = moduleTables(name, value, await operatorNames(context.session), context.lang);
    const filled = tables.filter((rows) => rows.length > 0);
    for (const rows of filled.length > 0 ? filled : [[]]) printResult({ rows }, context.output);
  } else if (names.length === 1) printResult(value, context.output, await humanRows(name, value, context));
  else printResult({ rows: answers }, context.output);
}

const call = (contract: Command | Query, input: Record<string, unknown>, { session: { client }, idempotencyKey }: CallContext) =>
  contract.kind === 'command'
    ? client.command(contract, input, { deadlineMs: 60_000, ...(idempotencyKey === undefined ? {} : { commandId: idempotencyKey }) })
    : client.query(contract, input, { deadlineMs: 10_000 });

const isForPeople = ({ json, jsonl, csv, fields }: OutputOptions): boolean => !json && !jsonl && !csv && fields === undefined;

/** Rows as people want to read them, for the lists that hold ids. */
async function humanRows(contract: string, value: unknown, context: CallContext): Promise<Record<string, unknown>[] | undefined> {
  if (!isForPeople(context.output)) return undefined;
  const zh = context.lang === 'zh';
  if (contract === 'WorklistPage') {
    const { rows } = value as OutputOf<typeof WorklistPage>;
    const ids = [...new Set(rows.map((row) => row.beneficiaryId))].slice(0, 200);
    const [names, labels] = await Promise.all([operatorNames(context.session), context.session.client.query(PersonLabels, { ids })]);
    const persons = new Map(labels.ok ? labels.value.labels.map((label) => [label.personId, label.label]) : []);
    const now = Date.now();
    return rows.map((row) => ({
      [zh ? '编号' : 'no']: row.no,
      [zh ? '状态' : 'status']: statusLabel(row.status, context.lang),
      [zh ? '类别' : 'kind']: kindLabel(row.kind, context.lang),
      [zh ? '村(居)' : 'area']: row.area,
      [zh ? '居民' : 'for']: persons.get(row.beneficiaryId) ?? '',
      [zh ? '代办员' : 'agent']: row.agentId === undefined ? '' : (names.get(row.agentId) ?? row.agentId.slice(-6)),
      [zh ? '期限' : 'due']: row.dueAt === undefined ? '' : `${row.overdue ? '‼ ' : ''}${distance(row.dueAt, now, context.lang)}`,
      [zh ? '登记' : 'requested']: clockTime(row.requestedAt, context.lang),
    }));
  }
  if (contract === FindPersons.name) return personRows(contract, value, new Map(), context.lang);
  if (CHECKPOINT_LISTS.includes(contract)) return checkpointRows(contract, value, await operatorNames(context.session), context.lang);
  if (ALERT_LISTS.includes(contract)) return alertRows(contract, value, await operatorNames(context.session), context.lang);
  if (SITE_LISTS.includes(contract)) return siteRows(contract, value, await operatorNames(context.session), context.lang);
  if (TEAM_LISTS.includes(contract)) return teamRows(contract, value, await operatorNames(context.session), context.lang);
  if (MEDICINE_LISTS.includes(contract)) return medicineRows(contract, value, context.lang, await operatorNames(context.session));
  if (DESK_LISTS.includes(contract)) return deskRows(contract, value, context.lang, await operatorNames(context.session));
  if (NEED_LISTS.includes(contract)) return needRows(contract, value, context.lang, await operatorNames(context.session));
  if (ERRAND_LISTS.includes(contract)) return errandRows(contract, value, context.lang, await operatorNames(context.session));
  const looked = isolationRows(contract, value, context.lang);
  if (looked) return looked;
  if (SCREENING_LISTS.includes(contract)) return screeningRows(contract, value, await operatorNames(context.session), context.lang);
  if (contract === 'IntegrityReview')
    return integrityRows(value as OutputOf<typeof IntegrityReview>, await operatorNames(context.session), context.lang);
  if (contract === 'ListPartners') return partnerRows(value as OutputOf<typeof ListPartners>, context.lang);
  if (contract === 'PartnerLag') return partnerLagRows(value as OutputOf<typeof PartnerLag>, context.lang);
  if (contract === 'WallChart') {
    const chart = value as OutputOf<typeof WallChart>;
    const mark = { alarm: '‼', watch: '!', good: '', none: '' } as const;
    return chart.rows.map((row) => ({
      [zh ? '村(居)' : 'area']: `${row.area} ${zh ? row.zh : row.en}`,
      ...Object.fromEntries(
        chart.definitions.map((definition) => [
          zh ? definition.zh : definition.en,
          `${figureText(definition.id, row.cells[definition.id] ?? { value: 0, level: 'none' })}${mark[row.cells[definition.id]?.level ?? 'none']}`,
        ]),
      ),
    }));
  }
  return undefined;
}

/** Who is signed in, for `hz info`. */
export async function whoAmI(context: CallContext): Promise<OutputOf<typeof WhoAmI>> {
  return must(await context.session.client.query(WhoAmI, {}), context);
}
