import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  existsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** The first Debian suite whose nats-server is new enough. */
const SUITE = 'forky';

/**
 * Fetches nats-server from Debian into `target`: no root, no change to the machine's package lists, signature verified by apt.
 * The mirror is the one the machine itself uses. The file appears under its name only when complete.
 */
export async function fetchNatsServer(target: string): Promise<void> {
  if (!existsSync(KEYRING)) throw new Error('not a Debian machine');
  const folder = mkdtempSync(join(tmpdir(), 'hz-nats-fetch-'));
  try {
    for (const part of ['src', 'lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, part), { recursive: true });
    const source = ['Types: deb', `URIs: ${await machineMirror()}`, `Suites: ${SUITE}`, 'Components: main', `Signed-By: ${KEYRING}`, ''];
    writeFileSync(join(folder, 'src', 'nats.sources'), source.join('\n'));
    const options = {
      'Dir::Etc::sourcelist': '/dev/null',
      'Dir::Etc::sourceparts': join(folder, 'src'),
      'Dir::State::Lists': join(folder, 'lists'),
      'Dir::Cache': join(folder, 'cache'),
      'Debug::NoLocking': '1',
      'Acquire::Check-Valid-Until': 'false',
      'Acquire::Languages': 'none',
    };
    const apt = (...command: string[]): Promise<unknown> =>
      run('apt-get', [...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]), '-qq', ...command], { cwd: folder });
    await apt('update');
    await apt('download', 'nats-server');
    const deb = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (deb === undefined) throw new Error('apt-get downloaded nothing');
    await run('dpkg-deb', ['-x', deb, 'out'], { cwd: folder });
    mkdirSync(dirname(target), { recursive: true });
    const fresh = join(dirname(target), `.${basename(target)}.${basename(folder)}`);
    copyFileSync(join(folder, 'out/usr/sbin/nats-server'), fresh);
    chmodSync(fresh, 0o755);
    renameSync(fresh, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The mirror of the machine's own package sources: from apt's lists, or from its source files on a machine without lists. */
async function machineMirror(): Promise<string> {
  const listed = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']).then(
    ({ stdout }) => stdout,
    () => '',
  );
  const mirror = mirrorIn(listed) ?? mirrorIn(sourceFiles());
  if (mirror === undefined) throw new Error('no package source on this machine');
  return mirror;
}

/** The first mirror of the distribution itself in apt's output or a source file; a security or foreign archive is none. */
export function mirrorIn(text: string): string | undefined {
  const uris = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.match(/(?:https?|mirror\+https?|mirror\+file|file):\/[^\s\]]+/g) ?? []);
  return uris.find((uri) => /\/debian\/?$/.test(uri)) ?? uris.find((uri) => !uri.includes('security'));
}

function sourceFiles(): string {
  const parts = '/etc/apt/sources.list.d';
  const files = existsSync(parts)
    ? readdirSync(parts)
        .filter((name) => /\.(sources|list)$/.test(name))
        .map((name) => join(parts, name))
    : [];
  return ['/etc/apt/sources.list', ...files]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}
