import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** What came out of a run: every test is one or the other. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** The last line of a run, as people and scripts read it. */
export const closingLine = ({ passed, failed }: Tally): string => `${passed} passed, ${failed} failed`;

/**
 * Counts a run exactly. A test that was skipped or never ran has failed: none may be. A file that does not load counts
 * as one failure, each unhandled error too.
 */
export const tallyOf = (modules: readonly TestModule[], unhandled: readonly unknown[]): Tally => {
  let passed = 0;
  let failed = unhandled.length;
  for (const module of modules) {
    const states = Array.from(module.children.allTests(), (test) => test.result().state);
    const good = states.filter((state) => state === 'passed').length;
    passed += good;
    failed += states.length - good;
    if (states.length === good && (module.state() !== 'passed' || good === 0)) failed += 1;
  }
  return { passed, failed };
};

/** Writes the tally to the file that HZ_TEST_TALLY names; without it, prints the closing line. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tally = tallyOf(modules, unhandled);
    const file = process.env['HZ_TEST_TALLY'];
    if (file === undefined) process.stdout.write(`${closingLine(tally)}\n`);
    else writeFileSync(file, JSON.stringify(tally));
  }
}
