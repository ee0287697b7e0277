import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claimStack, runningStack, writeRecord, type StackRecord } from './stack-record.ts';

describe('the record of a stack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hz-record-'));
  const path = join(folder, 'stack.json');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is claimed by one process only', () => {
    expect(claimStack(path)).toBeUndefined();
    expect(claimStack(path)?.pid).toBe(process.pid);
    writeRecord(path, { services: {}, nats: { pid: 1, url: 'nats://x', monitorPort: 2 } }, 'now');
    expect(runningStack(path)?.nats?.url).toBe('nats://x');
  });

  it('counts for nothing when its process is gone, its id went to another, or it is half written', () => {
    const record = JSON.parse(readFileSync(path, 'utf8')) as StackRecord;
    for (const text of [
      JSON.stringify({ ...record, pid: 2 ** 22 + 1 }),
      JSON.stringify({ ...record, born: 'another day' }),
      '{"pid":',
      '',
    ]) {
      writeFileSync(path, text);
      expect(runningStack(path), text).toBeUndefined();
      expect(claimStack(path), text).toBeUndefined();
    }
  });
});
