// node tools/dev/bootstrap.mjs <task> [arguments]: installs what is missing, then runs tools/dev/tasks/<task>.ts under
// the Node of node_modules. Plain JavaScript without dependencies: it is what runs when nothing is installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import * as module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const MODULES = join(ROOT, 'node_modules');
const MARKER = join(MODULES, '.houzhai-lock');
const WANTED = 24;
const chinese = !/^en/i.test(process.env.HZ_LANG || process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');
const say = (zh, en) => process.stderr.write(`${chinese ? `${zh} / ${en}` : `${en} / ${zh}`}\n`);
const major = Number(process.versions.node.split('.')[0]);

if (major < 20) {
  say(`需要 Node.js 20 或更新版本,当前是 ${process.versions.node}`, `Node.js 20 or newer is needed, this is ${process.versions.node}`);
  process.exit(69);
}
const [task = '', ...args] = process.argv.slice(2);
const tasks = readdirSync(join(ROOT, 'tools/dev/tasks'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));
if (!tasks.includes(task)) {
  say(`没有任务「${task}」。可用:${tasks.join(' ')}`, `No task "${task}". There are: ${tasks.join(' ')}`);
  process.exit(64);
}
installIfNeeded();
process.env.NODE_COMPILE_CACHE ??= join(MODULES, '.cache', 'houzhai-v8');
if (major >= WANTED) await runHere();
else runUnder(newerNode());

/** Whether node_modules is what the lockfile asks for: same hash as last time, or installed after the lockfile changed. */
function isInstalled(hash) {
  if (!existsSync(MODULES)) return false;
  if (existsSync(MARKER) && readFileSync(MARKER, 'utf8') === hash) return true;
  const installed = statSync(join(MODULES, '.package-lock.json'), { throwIfNoEntry: false });
  return installed !== undefined && installed.mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs;
}

function installIfNeeded() {
  const hash = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (!isInstalled(hash)) {
    const began = Date.now();
    say('正在安装依赖(首次约一分钟)…', 'installing dependencies (about a minute the first time) …');
    const npm = process.env.npm_execpath;
    const flags = ['ci', '--loglevel=error', '--no-progress'];
    // npm may itself run under the Node that it is about to replace; its output is shown only when it fails.
    const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 };
    const done = npm && existsSync(npm) ? spawnSync(process.execPath, [npm, ...flags], options) : spawnSync('npm', flags, options);
    if (done.status !== 0) {
      process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}\n`);
      say('安装失败,见上', 'the installation failed, see above');
      process.exit(69);
    }
    say(`依赖已安装,${Math.round((Date.now() - began) / 1000)} 秒`, `dependencies installed, ${Math.round((Date.now() - began) / 1000)} s`);
  }
  if (!existsSync(MARKER) || readFileSync(MARKER, 'utf8') !== hash) writeFileSync(MARKER, hash);
}

function newerNode() {
  const folder = join(MODULES, `node-${process.platform}-${process.arch}`);
  const node = join(folder, 'bin', 'node');
  if (existsSync(node) && Number.parseInt(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version, 10) >= WANTED)
    return node;
  say(
    `本机没有随附的 Node.js ${WANTED},请安装后重试`,
    `no Node.js ${WANTED} comes along for this platform; please install it and try again`,
  );
  process.exit(69);
}

/** Runs this file again under another Node; when we end, the channel closes and it ends too. */
function runUnder(node) {
  const env = { ...process.env, PATH: `${join(MODULES, '.bin')}:${process.env.PATH}` };
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 69;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
    if (process.connected) process.disconnect();
  });
}

async function runHere() {
  mkdirSync(process.env.NODE_COMPILE_CACHE, { recursive: true });
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  if (process.channel) {
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    process.channel.unref();
  }
  process.env.PATH = `${join(MODULES, '.bin')}:${process.env.PATH}`;
  const server = task === 'hz' ? (process.env.HZ_SERVER ?? serverOfLocalStack()) : undefined;
  if (server) process.env.HZ_SERVER = server;
  if (await runBundle()) return;
  const file = join(ROOT, 'tools/dev/tasks', `${task}.ts`);
  process.argv = [process.argv[0], file, ...args];
  await import('./register-ts.mjs');
  await import(pathToFileURL(file).href);
}

/** Where the local stack listens, when one was started here. */
function serverOfLocalStack() {
  const record = join(process.env.HZ_STATE_DIR ?? join(ROOT, '.houzhai'), 'run', 'stack.json');
  return existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).nats?.url : undefined;
}

/** `hz` is called from scripts, many times: when its bundle is fresh nothing else is loaded. */
async function runBundle() {
  if (task !== 'hz') return false;
  const { bundleFile, isFresh } = await import('./bundle-freshness.mjs');
  if (!isFresh('hz')) return false;
  process.argv = [process.argv[0], bundleFile('hz'), ...args];
  await import(pathToFileURL(bundleFile('hz')).href);
  return true;
}
