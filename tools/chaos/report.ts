import { bilingual } from '@houzhai/dev/say.ts';
import type { Check } from './checks/check.ts';

/** Figures of a run, none of them judged. */
const FIGURES = {
  seconds: ['秒', 'seconds'],
  settling: ['平稳用时', 'seconds to settle'],
  looking: ['查验用时', 'seconds to look'],
  acknowledged: ['已确认', 'acknowledged'],
  refused: ['已拒绝', 'refused'],
  resent: ['重发', 'sent again'],
  repeats: ['有意重发', 'repeated on purpose'],
  reuses: ['同号异文', 'ids used again'],
  unavailable: ['暂不可用', 'unavailable'],
  longestGapSeconds: ['最长无确认秒数', 'longest seconds without acknowledgement'],
  longestGapAt: ['其时已答', 'answered by then'],
  events: ['事件', 'events'],
  viewGaps: ['画面重读', 'screen read again'],
  isolations: ['缺供应的隔离', 'isolations without supplies'],
  met: ['已送达', 'of them brought something'],
  longestToErrand: ['最久等到代办单（秒）', 'longest seconds until the errand'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

/** What a run found. */
export interface Report {
  readonly seed: number;
  readonly commands: number;
  readonly faults: number;
  readonly checks: readonly Check[];
  readonly figures: Readonly<Record<keyof typeof FIGURES, number>>;
  /** Resident memory of each process, MiB. */
  readonly memory: Readonly<Record<string, number>>;
}

const SAMPLES = 3;

/** A check looked at something and found nothing wrong. */
export const holds = ({ of, wrong }: Check): boolean => of > 0 && wrong.length === 0;

/** The report for people: what was looked at, what is wrong with examples, figures. */
export function reportLines({ seed, commands, faults, checks, figures, memory }: Report): readonly string[] {
  const lines = checks.flatMap((check) => [
    `  ${holds(check) ? '✓' : '✗'} ${bilingual(check.zh, check.en)}: ${String(check.wrong.length)} / ${String(check.of)}`,
    ...check.wrong.slice(0, SAMPLES).map((sample) => `      ${sample}`),
  ]);
  const wrong = checks.filter((check) => !holds(check)).length;
  return [
    ...lines,
    ...Object.entries(FIGURES).map(
      ([name, [zh, en]]) => `  ${bilingual(zh, en)}: ${String(Math.round(figures[name as keyof typeof FIGURES] * 10) / 10)}`,
    ),
    `  MiB: ${Object.entries(memory)
      .map(([name, value]) => `${name} ${String(Math.round(value))}`)
      .join(' · ')}`,
    wrong === 0
      ? bilingual(
          `✓ 种子 ${seed},${commands} 条命令,${faults} 次故障:一切相符`,
          `✓ seed ${seed}, ${commands} commands, ${faults} faults: everything agrees`,
        )
      : bilingual(`✗ 种子 ${seed}:${wrong} 项不符`, `✗ seed ${seed}: ${wrong} checks fail; the same seed gives the same faults`),
  ];
}
