import { writeFile } from 'node:fs/promises';
import { ListOperators, ListPlaces, NoticeInForce, type OutputOf } from '@houzhai/contracts';
import type { BatchDetail, CareToday, ExportUnits, IsolationProof, IssueContactCard, RunPapers, WorkSheet } from '@houzhai/contracts';
import type { Language } from '@houzhai/i18n';
import type { ContractClient } from '@houzhai/messaging';
import type { Paper, Setting } from './paper.ts';
import { contactCard, todayPaper } from './care-papers.ts';
import { doorsPaper } from './doors-paper.ts';
import { medicinePaper } from './medicine-papers.ts';
import { followUpPaper, proofPaper, slipPaper } from './papers.ts';
import { residentNames, residentsIn } from './resident-names.ts';
import { typeset } from './typeset.ts';

/** What can be set on paper, by the question whose answer it is. */
const PAPERS = {
  IsolationProof: (answer: unknown, setting: Setting): Paper => proofPaper(answer as OutputOf<typeof IsolationProof>, setting),
  WorkSheet: (answer: unknown, setting: Setting): Paper => followUpPaper(answer as OutputOf<typeof WorkSheet>, setting),
  ExportUnits: (answer: unknown, setting: Setting): Paper => doorsPaper(answer as OutputOf<typeof ExportUnits>, setting),
  BatchDetail: (answer: unknown, setting: Setting): Paper => slipPaper(answer as OutputOf<typeof BatchDetail>, setting),
  RunPapers: (answer: unknown, setting: Setting): Paper => medicinePaper(answer as OutputOf<typeof RunPapers>, setting),
  IssueContactCard: (answer: unknown, setting: Setting): Paper => contactCard(answer as OutputOf<typeof IssueContactCard>, setting),
  CareToday: (answer: unknown, setting: Setting): Paper => todayPaper(answer as OutputOf<typeof CareToday>, setting),
} as const;
export type Printable = keyof typeof PAPERS;
export const isPrintable = (contract: string): contract is Printable => contract in PAPERS;

/** Sets the answer of a question as a PDF file. @throws CannotTypeset, or what the file system says */
export async function printTo(file: string, contract: Printable, answer: unknown, client: ContractClient, lang: Language): Promise<void> {
  const paper = PAPERS[contract](answer, await settingOf(client, lang, answer));
  await writeFile(file, await typeset(paper), { mode: 0o600 });
}

async function settingOf(client: ContractClient, lang: Language, answer: unknown): Promise<Setting> {
  const [notice, places, operators] = await Promise.all([
    client.query(NoticeInForce, {}),
    client.query(ListPlaces, { level: 'area' }),
    client.query(ListOperators, {}),
  ]);
  const residents = await residentNames(residentsIn(answer), client);
  if (!notice.ok) throw new Error(`No notice: ${notice.refusal.code}`);
  const areas = new Map(places.ok ? places.value.rows.map((place) => [place.area, place[lang]]) : []);
  const names = new Map(operators.ok ? operators.value.rows.map(({ operatorId, displayName }) => [operatorId, displayName]) : []);
  const phones = new Map(operators.ok ? operators.value.rows.map(({ operatorId, phone }) => [operatorId, phone]) : []);
  return {
    lang,
    notice: notice.value,
    area: (code) => areas.get(code) ?? code,
    operator: (id) => names.get(id) ?? id.slice(-6),
    person: (id) => residents.get(id) ?? '',
    phone: (id) => phones.get(id),
  };
}
