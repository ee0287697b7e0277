import { readFileSync, readdirSync } from 'node:fs';
import type { BenchStack } from './throwaway-stack.ts';

/** Processor milliseconds by program since its start. */
export type CpuTime = Readonly<Record<string, number>>;

const PROGRAMS = ['errands', 'census-screening', 'command-center', 'nats', 'postgres'] as const;
/** Linux counts in hundredths of a second. */
const MS_PER_TICK = 10;

/** What every program of the stack and this one have used so far; empty where there is no /proc. */
export function cpuTime({ stack }: BenchStack): CpuTime {
  const processes = readProcesses();
  if (processes.length === 0) return {};
  const usedBy = (pid: number | undefined): number =>
    processes.reduce((sum, one) => sum + (one.pid === pid ? one.ticks + one.ended : one.parent === pid ? one.ticks : 0), 0) * MS_PER_TICK;
  const { user, system } = process.cpuUsage();
  return { client: (user + system) / 1000, ...Object.fromEntries(PROGRAMS.map((name) => [name, usedBy(stack.pid(name))])) };
}

/** Processor microseconds by program for each of so many pieces of work. */
export const cpuPerPiece = (before: CpuTime, after: CpuTime, pieces: number): CpuTime =>
  Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, Math.round(((ms - (before[name] ?? 0)) * 1000) / pieces)]));

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  /** Of its children that have ended. */
  readonly ended: number;
}

function readProcesses(): readonly Process[] {
  const entries = process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return entries.flatMap((name) => {
    try {
      // The name of the program is in brackets and may hold spaces.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map((nth) => Number(fields[nth]));
      return [{ pid: Number(name), parent, ticks: user + system, ended: endedUser + endedSystem }];
    } catch {
      return [];
    }
  });
}
