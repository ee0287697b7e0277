import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Runs vitest over planted files and gives what our reporter counted. */
const counted = (files: Readonly<Record<string, string>>): unknown => {
  const folder = mkdtempSync(join(tmpdir(), 'houzhai-closing-line-'));
  try {
    for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
    const tally = join(folder, 'tally.json');
    const args = [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      folder,
      '--config',
      join(folder, 'none.config.mjs'),
      '--globals',
      `--reporter=${join(root, 'tools/dev/closing-line-reporter.ts')}`,
    ];
    writeFileSync(join(folder, 'none.config.mjs'), 'export default {};');
    spawnSync(process.execPath, args, { cwd: folder, env: { ...process.env, HZ_TEST_TALLY: tally } });
    return JSON.parse(readFileSync(tally, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('the closing line', { timeout: 30_000 }, () => {
  it('counts every way a test can fail', () => {
    const files = {
      'good.test.mjs': "test('a', () => {}); test('b', () => {});", // 2 passed
      'bad.test.mjs': "test('a', () => { throw new Error('x'); }); test('b', () => {});", // 1 passed, 1 failed
      'skipped.test.mjs': "test.skip('a', () => {}); test.todo('b');", // 2 failed
      'broken.test.mjs': "throw new Error('does not load');", // 1 failed
      'nowhere.test.mjs': "import './nowhere.mjs'; test('a', () => {});", // 1 failed
      'empty.test.mjs': '', // 1 failed
      'hook.test.mjs': "beforeAll(() => { throw new Error('x'); }); test('a', () => {}); test('b', () => {});", // 2 failed
    };
    expect(counted(files)).toEqual({
      passed: 3,
      failed: 8,
      names: expect.arrayContaining([
        'bad.test.mjs > a',
        'skipped.test.mjs > b',
        'nowhere.test.mjs',
        'empty.test.mjs',
        'hook.test.mjs > b',
      ]) as unknown,
    });
  });

  it('counts an error nobody caught', () => {
    const files = {
      'loose.test.mjs':
        "test('a', async () => { setTimeout(() => { throw new Error('loose'); }, 1); await new Promise((done) => setTimeout(done, 50)); });",
    };
    expect(counted(files)).toEqual({ passed: 1, failed: 1, names: ['Error: loose'] });
  });
});
