import 'temporal-polyfill/global';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { BreakGlass, ChangePassword, MendGlass, TEAM_ROLES, type Outcome } from '@houzhai/contracts';
import { exitCodeOf, languageOf, sentenceOf, type Language } from '@houzhai/i18n';
import {
  Cancelled,
  ContractViolation,
  OutcomeUnknown,
  ServiceFault,
  SessionOver,
  Unavailable,
  openSession,
  parseInput,
  signIn,
  type HeldSession,
  type OperatorSession,
  type SignInOptions,
} from '@houzhai/messaging';
import { endingText } from '../app/session-ending.ts';
import type { CommonOptions } from './common-options.ts';
import { contractName, contractOf, type ManifestEntry, type Schema } from '../commands/manifest.ts';
import { callAndPrint, inputOf, whoAmI } from './call.ts';
import { HzFailure, type CallContext } from './failure.ts';
import { serviceOfProposal } from './approvals.ts';
import { BadFlag } from './flag-values.ts';
import { printResult, type OutputOptions } from './output.ts';
import { forgetSession, readSession, sessionFile, stateFolder, writeSession } from './session-file.ts';

export const langOf = (options: CommonOptions): Language => options.lang ?? languageOf(process.env);

/** Server of a call: the flag, the environment. @throws HzFailure when neither says. */
export function serverOf(options: CommonOptions): string {
  const server = options.server ?? process.env['HZ_SERVER'];
  if (server === undefined || server === '') {
    throw new HzFailure(
      langOf(options) === 'zh'
        ? '不知道服务器：请用 --server nats://主机:4222 或设置 HZ_SERVER；本机平台用 npm run hz --'
        : 'Which server? Give --server nats://host:4222 or set HZ_SERVER; for this machine’s platform use npm run hz --',
      2,
    );
  }
  return server;
}

/** How a command prints, from its options. */
export const outputOf = (options: CommonOptions): OutputOptions => ({
  json: options.json === true,
  jsonl: options.jsonl === true,
  csv: options.csv === true,
  fields: options.fields?.split(',').map((field) => field.trim()),
  lang: langOf(options),
});

/** Opens the remembered session. @throws HzFailure when nobody is signed in. */
export async function openRemembered(options: CommonOptions): Promise<OperatorSession> {
  const server = serverOf(options);
  const lang = langOf(options);
  const signedOut = new HzFailure(lang === 'zh' ? '尚未登录：hz sign-in 账号' : 'Not signed in: hz sign-in ACCOUNT', 4);
  const grant = readSession(process.env, server);
  if (!grant) throw signedOut;
  try {
    const session = await openSession(server, grant, {
      name: 'hz',
      renewed: (next) => {
        writeSession(process.env, server, next);
      },
    });
    // Where the team of somebody works decides what they see: what a shell keeps may be older than that.
    if (grant.operator.roles.some((role) => TEAM_ROLES.includes(role))) await session.renew();
    else await session.fresh();
    return session;
  } catch (error) {
    if (!(error instanceof SessionOver)) throw error;
    forgetSession(process.env, server);
    const again = lang === 'zh' ? '，请重新登录：hz sign-in 账号' : '; sign in again: hz sign-in ACCOUNT';
    throw new HzFailure(`${endingText({ lang }, error.ending)}${again}`, 4);
  }
}

/** @throws HzFailure where something is about to be written, by a program, and nobody said yes; a dry run writes nothing. */
export function mustBeAgreed(options: CommonOptions & { readonly dryRun?: boolean }): void {
  if (process.stdin.isTTY || options.yes === true || options.dryRun === true) return;
  throw new HzFailure(langOf(options) === 'zh' ? '没有终端时写操作须加 --yes' : 'Writes without a terminal need --yes', 2);
}

/** Does something that writes with the remembered session, and closes it. @throws HzFailure where nobody says yes to writing */
export async function withSession(
  options: CommonOptions & { readonly dryRun?: boolean },
  task: (context: CallContext) => Promise<void>,
): Promise<void> {
  const lang = langOf(options);
  mustBeAgreed(options);
  const session = await openRemembered(options);
  try {
    await task({ session, lang, output: outputOf(options), idempotencyKey: undefined, askSecret: () => Promise.resolve('') });
  } finally {
    await session.close();
  }
}

/** Reads one line without echo from a terminal, or the next line of standard input. */
export async function readSecret(prompt: string): Promise<string> {
  if (!process.stdin.isTTY) return (await nextLine()) ?? '';
  process.stderr.write(prompt);
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  const answer = await new Promise<string>((done) => {
    lines.question('', done);
  });
  lines.close();
  process.stderr.write('\n');
  return answer;
}

let piped: AsyncIterator<string> | undefined;
async function nextLine(): Promise<string | undefined> {
  piped ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const next: IteratorResult<string, undefined> = await piped.next();
  return next.done === true ? undefined : next.value;
}

const SECRET_PROMPTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  password: { zh: '口令: ', en: 'Password: ' },
  oldPassword: { zh: '现口令: ', en: 'Present password: ' },
  newPassword: { zh: '新口令: ', en: 'New password: ' },
  code: { zh: '动态口令或恢复码: ', en: 'Code of your authenticator, or a recovery code: ' },
};

/** Contracts an entry means: its own, or those of one service or of all. @throws HzFailure when it must be said which. */
function contractsOf(entry: ManifestEntry, service: string | undefined, namesOne: boolean, lang: Language): readonly string[] {
  const { services, contract } = entry;
  if (!services) return [contract];
  const list = services.join(', ');
  if (service === undefined && namesOne)
    throw new HzFailure(lang === 'zh' ? `请用 --service 指明服务：${list}` : `Say which service with --service: ${list}`, 2);
  if (service !== undefined && !services.includes(service))
    throw new HzFailure(lang === 'zh' ? `没有这个服务；可用：${list}` : `No such service; there are: ${list}`, 2);
  return (service === undefined ? services : [service]).map((one) => contractName(contract, one));
}

/** Whether a command only says what it would do: asked for, or unless something else is asked for. */
const isTried = (field: Schema | undefined, [word]: readonly string[] = []): boolean =>
  field !== undefined && (word === undefined ? field.default === true : word !== 'no');

/** Runs a command of the manifest. */
export async function runEntry(
  entry: ManifestEntry,
  positional: string | undefined,
  words: Readonly<Record<string, readonly string[]>>,
  options: CommonOptions,
): Promise<void> {
  const lang = langOf(options);
  const { dryRun, oldPassword } = entry.input.properties ?? {};
  // A changed password is asked for anyway.
  if (entry.kind === 'command' && !oldPassword) mustBeAgreed({ ...options, dryRun: isTried(dryRun, words['dry-run']) });
  const session = await openRemembered(options);
  try {
    const askSecret = (field: string): Promise<string> => readSecret(SECRET_PROMPTS[field]?.[lang] ?? `${field}: `);
    const context: CallContext = {
      session,
      lang,
      output: outputOf(options),
      idempotencyKey: options.idempotencyKey,
      askSecret,
      pdf: options.pdf,
      ...(entry.reads ? { from: options.file } : { file: options.file }),
    };
    const input = await inputOf(entry, positional, words, context);
    const service = options.service ?? (entry.noun === 'approval' ? await serviceOfProposal(positional, context) : undefined);
    const contracts = contractsOf(entry, service, positional !== undefined, lang);
    const [first = entry.contract] = contracts;
    const checked = parseInput(contractOf(first).input, input);
    if (!checked.ok)
      throw new HzFailure(
        `${sentenceOf(checked.refusal, { lang, operator: String })}\n${(checked.refusal.fields ?? []).map(({ path, rule }) => `  ${path}: ${rule}`).join('\n')}`,
        2,
      );
    await callAndPrint(contracts, input, context);
    // The token of a session whose jurisdiction changed is made anew, and kept.
    if (entry.contract === BreakGlass.name || entry.contract === MendGlass.name) await session.renew();
  } finally {
    await session.close();
  }
}

function mustBe<T>(outcome: Outcome<T>, lang: Language): T {
  if (outcome.ok) return outcome.value;
  throw new HzFailure(sentenceOf(outcome.refusal, { lang, operator: String }), exitCodeOf(outcome.refusal.code));
}

/** Signs in, asking for the code of a second factor when one is wanted and none was given. */
async function signInWithCode(options: SignInOptions, lang: Language): Promise<HeldSession> {
  const first = await signIn(options);
  if (first.ok || first.refusal.code !== 'session.second-factor-required' || options.code !== undefined) return mustBe(first, lang);
  return mustBe(await signIn({ ...options, code: (await readSecret(SECRET_PROMPTS['code']?.[lang] ?? '')).trim() }), lang);
}

/** Signs in, changing a one-time password at once, and remembers the session. */
export async function runSignIn(
  account: string,
  options: CommonOptions & { readonly readOnly?: boolean; readonly code?: string },
): Promise<void> {
  const server = serverOf(options);
  const lang = langOf(options);
  const password = await readSecret(SECRET_PROMPTS['password']?.[lang] ?? '');
  const asked = { server, account, client: 'hz', readOnly: options.readOnly === true, code: options.code } as const;
  let grant = await signInWithCode({ ...asked, password }, lang);
  if (grant.operator.mustChangePassword) {
    process.stderr.write(
      lang === 'zh' ? '首次登录请设新口令（至少 12 个字符）\n' : 'Choose a password of your own (12 characters or more)\n',
    );
    const newPassword = await readSecret(SECRET_PROMPTS['newPassword']?.[lang] ?? '');
    const session = await openSession(server, grant, { name: 'hz' });
    const changed = await session.client.command(ChangePassword, { oldPassword: password, newPassword }, { deadlineMs: 30_000 });
    if (!changed.ok) await session.signOut();
    mustBe(changed, lang);
    await session.renew();
    grant = session.grant();
    await session.close();
  }
  writeSession(process.env, server, grant);
  const { displayName, roles, scope, mustEnrol } = grant.operator;
  process.stderr.write(
    lang === 'zh'
      ? `已登录：${displayName}（${roles.join('、')}，辖区 ${scope.join('、')}）\n`
      : `Signed in: ${account} (${roles.join(', ')}; ${scope.join(', ')})\n`,
  );
  const hint = (zh: string, en: string): void => void process.stderr.write(`${lang === 'zh' ? zh : en}\n`);
  if (mustEnrol) hint('您的角色须先启用动态口令：hz second-factor enrol', 'Your role needs a second factor first: hz second-factor enrol');
  const left = grant.recoveryCodesLeft;
  if (left !== undefined)
    hint(
      `恢复码只剩 ${String(left)} 个；停用后重新启用可得新的`,
      `Only ${String(left)} recovery codes left; remove and enrol again for new ones`,
    );
}

/** Ends the session on the platform and forgets it here. */
export async function runSignOut(options: CommonOptions): Promise<void> {
  const session = await openRemembered(options);
  await session.signOut();
  forgetSession(process.env, serverOf(options));
}

/** Says where everything is: server, session, files. */
export async function runInfo(options: CommonOptions): Promise<void> {
  const server = serverOf(options);
  const remembered = readSession(process.env, server);
  const base = { server, stateFolder: stateFolder(process.env), sessionFile: sessionFile(process.env, server), node: process.version };
  if (!remembered) {
    printResult({ ...base, signedIn: false }, outputOf(options));
    return;
  }
  const session = await openRemembered(options);
  try {
    const started = performance.now();
    const me = await whoAmI({
      session,
      lang: langOf(options),
      output: outputOf(options),
      idempotencyKey: undefined,
      askSecret: () => Promise.resolve(''),
    });
    printResult(
      {
        ...base,
        signedIn: true,
        account: me.operator.account,
        roles: me.operator.roles,
        areas: me.areas.length,
        roundTripMs: Math.round(performance.now() - started),
      },
      outputOf(options),
    );
  } finally {
    await session.close();
  }
}

/** Says what went wrong on standard error; returns the exit code. */
export function reportFailure(error: unknown, message: string): number {
  const zh = languageOf(process.env) === 'zh';
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  if (error instanceof HzFailure) {
    say(error.message);
    return error.code;
  }
  if (error instanceof BadFlag) {
    say(zh ? `参数 --${error.flag} 不合要求：${error.rule}` : `--${error.flag} does not fit: ${error.rule}`);
    return 2;
  }
  if (error instanceof OutcomeUnknown) {
    say(
      zh
        ? `未收到答复，结果未知；用 --idempotency-key ${error.commandId} 重试不会重复执行`
        : `No answer, outcome unknown; try again with --idempotency-key ${error.commandId}, it will not happen twice`,
    );
    return 3;
  }
  if (error instanceof Unavailable || error instanceof Cancelled) {
    say(zh ? '连不上平台：请检查服务器地址与网络，或稍后再试' : 'The platform cannot be reached: check server and network, or try later');
    return 3;
  }
  if (error instanceof ServiceFault) {
    say(zh ? `平台内部错误，事件号 ${error.traceId}；请报告给运维` : `Internal error, incident ${error.traceId}; report it to operations`);
    return 3;
  }
  if (error instanceof ContractViolation) {
    say(
      zh
        ? `平台与本程序的版本不合，请更新较旧的一方（${message}）`
        : `Platform and program are of different versions; update the older one (${message})`,
    );
    return 3;
  }
  say(message);
  return 3;
}
