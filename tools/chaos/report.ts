import { bilingual } from '@houzhai/dev/say.ts';
import type { Check } from './checks/check.ts';

/** What a run found. */
export interface Report {
  readonly seed: number;
  readonly commands: number;
  readonly faults: number;
  readonly checks: readonly Check[];
  readonly figures: Readonly<Record<string, number>>;
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
    `  ${Object.entries(figures)
      .map(([name, value]) => `${name} ${String(Math.round(value * 10) / 10)}`)
      .join(' · ')}`,
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
