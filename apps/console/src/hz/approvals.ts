import { APPROVALS, SERVICES, type OutputOf, type Service } from '@houzhai/contracts';
import { clockTime, type Language } from '@houzhai/i18n';
import { operationText, proposalLines, proposalStateText } from '../commands/approval-words.ts';
import type { CallContext } from './failure.ts';
import { printResult, type OutputOptions } from './output.ts';

/** The service that keeps a proposal, among those whoever is signed in may see; undefined when none does. */
export async function serviceOfProposal(id: string | undefined, { session }: CallContext): Promise<Service | undefined> {
  if (id === undefined) return undefined;
  const answers = await Promise.all(
    SERVICES.map(async (service) => ({ service, listed: await session.client.query(APPROVALS[service].list, {}).catch(() => undefined) })),
  );
  return answers.find(({ listed }) => listed?.ok && listed.value.rows.some(({ proposalId }) => proposalId === id))?.service;
}

/** Prints what waits for a second person in one service or in all, newest first. */
export function printProposals(
  answers: readonly OutputOf<(typeof APPROVALS)[Service]['list']>[],
  options: OutputOptions,
  names: ReadonlyMap<string, string>,
): void {
  const { lang } = options;
  const zh = lang === 'zh';
  const rows = answers.flatMap((answer) => answer.rows).sort((a, b) => b.proposedAt.localeCompare(a.proposedAt));
  const human = rows.map((row) => ({
    [zh ? '编号' : 'id']: row.proposalId,
    [zh ? '操作' : 'operation']: operationText(row.operation, lang),
    [zh ? '提出者' : 'proposed by']: row.own ? (zh ? '本人' : 'me') : (names.get(row.proposer) ?? row.proposer.slice(-6)),
    [zh ? '状态' : 'state']: proposalStateText(row.state, lang),
    [zh ? '提出' : 'at']: clockTime(row.proposedAt, lang),
    [zh ? '有效至' : 'until']: clockTime(row.until, lang),
    [zh ? '决定者' : 'decided by']: row.decidedBy === undefined ? '' : (names.get(row.decidedBy) ?? row.decidedBy.slice(-6)),
  }));
  printResult({ rows }, options, human);
}

/** A proposal as people read it: who, when, what exactly, what became of it and why. */
export const proposalText = (
  shown: OutputOf<(typeof APPROVALS)[Service]['show']>,
  lang: Language,
  names: ReadonlyMap<string, string>,
): string => proposalLines(shown, { lang, operator: (id) => names.get(id) ?? id.slice(-6) }).join('\n');
