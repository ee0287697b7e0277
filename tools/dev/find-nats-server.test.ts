import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mirrorIn } from './fetch-nats-server.ts';
import { findNatsServer, isAtLeast } from './find-nats-server.ts';

describe('versions', () => {
  it('are compared part by part', () => {
    expect(isAtLeast('2.14.0', '2.14.0')).toBe(true);
    expect(isAtLeast('2.15.1', '2.14.0')).toBe(true);
    expect(isAtLeast('3.0.0', '2.14.0')).toBe(true);
    expect(isAtLeast('2.9.25', '2.14.0')).toBe(false);
    expect(isAtLeast('2.13.99', '2.14.0')).toBe(false);
    expect(isAtLeast(undefined, '2.14.0')).toBe(false);
  });
});

describe('the mirror of this machine', () => {
  it('is read out of either form of source file, security archives aside', () => {
    expect(mirrorIn('Types: deb\nURIs: https://mirror.example/debian\nSuites: trixie\n')).toBe('https://mirror.example/debian');
    expect(mirrorIn('deb http://mirror.example/debian-security x main\ndeb [arch=amd64] http://mirror.example/debian/ x main')).toBe(
      'http://mirror.example/debian/',
    );
    expect(mirrorIn('# deb http://mirror.example/debian x main\n')).toBeUndefined();
    expect(mirrorIn('')).toBeUndefined();
  });
});

describe('a nats-server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hz-find-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const program = (name: string, version: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\necho nats-server: v${version}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it('is taken from HZ_NATS_SERVER first, and refused there when it is too old', async () => {
    const good = program('good', '2.15.1');
    expect(await findNatsServer({ env: { HZ_NATS_SERVER: good, PATH: folder } })).toBe(good);
    await expect(findNatsServer({ env: { HZ_NATS_SERVER: program('old', '2.10.3') } })).rejects.toThrow('2.14.0');
    await expect(findNatsServer({ env: { HZ_NATS_SERVER: join(folder, 'none') } })).rejects.toThrow('2.14.0');
  });

  it('is taken from PATH when new enough', async () => {
    const onPath = program('nats-server', '2.14.0');
    expect(await findNatsServer({ env: { PATH: `/nowhere:${folder}` } })).toBe(onPath);
  });
});
