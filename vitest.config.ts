import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const node = { pool: 'forks' as const, exclude: ['**/node_modules/**', '**/dist/**'] };

/** Those that wait for clocks and processes the longest: they begin first, so that nobody waits for them at the end. */
const LONGEST = /\/(?:aged-out|delivery|fuzz|hz-field-files|local-stack|shipped-programs|sign-in|timers)\.int\.test\.ts$/;
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): number => Number(LONGEST.test(moduleId));
    return (await super.sort(files)).toSorted((a, b) => isLong(b) - isLong(a));
  }
}

/** Kinds of test by suffix: pure (no backend), integration (PostgreSQL and NATS), journey (the whole platform), containers (its images; not in npm test). */
export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: false }, jsx: { runtime: 'automatic' } },
  test: {
    env: { TZ: 'Asia/Shanghai', FORCE_COLOR: '0' },
    reporters: ['default'],
    setupFiles: ['temporal-polyfill/global'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['{apps,libs}/*/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
          exclude: [...node.exclude, '**/*.int.test.ts', '**/*.e2e.test.ts', '**/*.containers.test.ts'],
          pool: 'forks',
          isolate: false, // nothing pure remembers anything from one file to the next
          maxWorkers: 2,
          testTimeout: 30_000, // of a machine that is busy
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{apps,libs}/*/**/*.int.test.ts', 'tools/**/*.int.test.ts'],
          ...node,
          isolate: false, // each has a platform of its own; what was loaded and made fast once serves the next
          maxWorkers: 4, // most of them wait for a clock or a server
          sequence: { groupOrder: 1 },
          globalSetup: ['apps/e2e/src/global-setup.ts', 'apps/e2e/src/bundles-setup.ts'],
          testTimeout: 60_000, // of four at once on two processors
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'journey',
          include: ['apps/e2e/**/*.e2e.test.ts'],
          ...node,
          globalSetup: ['apps/e2e/src/global-setup.ts', 'apps/e2e/src/bundles-setup.ts'],
          isolate: false,
          retry: 1, // real terminals on a machine that is busy
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'containers',
          include: ['apps/e2e/**/*.containers.test.ts'],
          ...node,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
