import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** What came out of a run: every test is one or the other; the names are those of what failed, file first. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly names: readonly string[];
}

/** The end of a run, as people and scripts read it: what failed by name, then the counts on the last line. */
export const closingLine = ({ passed, failed, names }: Tally): string =>
  [...names.map((name) => `✗ ${name}`), `${passed} passed, ${failed} failed`].join('\n');

/**
 * Counts a run exactly. A test that was skipped or never ran has failed: none may be. A file that does not load counts
 * as one failure, each unhandled error too.
 */
export const tallyOf = (modules: readonly TestModule[], unhandled: readonly unknown[]): Tally => {
  let passed = 0;
  const names = unhandled.map((error) => `${(error as Error).name}: ${(error as Error).message}`);
  for (const module of modules) {
    const tests = [...module.children.allTests()];
    const bad = tests.filter((test) => test.result().state !== 'passed').map((test) => `${module.relativeModuleId} > ${test.fullName}`);
    passed += tests.length - bad.length;
    names.push(...bad);
    if (bad.length === 0 && (module.state() !== 'passed' || tests.length === 0)) names.push(module.relativeModuleId);
  }
  return { passed, failed: names.length, names };
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
