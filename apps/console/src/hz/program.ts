import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { HELP_IN_CHINESE } from './help-in-chinese.ts';
import manifestJson from '../../generated/hz-manifest.json' with { type: 'json' };
import type { Manifest, ManifestEntry } from '../commands/manifest.ts';
import type { AccessOptions } from './access.ts';
import type { AuditOptions } from './audit.ts';
import type { CommonOptions } from './common-options.ts';
import { flagsOf, type Flag } from './flags.ts';

const manifest = manifestJson as unknown as Manifest;
/** Help is in the language that is asked for, and that is read before the arguments are. */
const asked = process.argv.indexOf('--lang');
const { HZ_LANG, LC_ALL, LANG } = process.env;
const zh = !/^en/i.test((asked < 0 ? undefined : process.argv[asked + 1]) ?? HZ_LANG ?? LC_ALL ?? LANG ?? '');

const say = (chinese: string, english: string): string => (zh ? chinese : english);

function withCommon(command: Command): Command {
  return command
    .option('--server <url>', say('服务器，默认 HZ_SERVER 或本机平台', 'server; HZ_SERVER or this machine’s platform by default'))
    .option('--json', say('输出一个 JSON 文档 {data, meta}', 'one JSON document {data, meta}'))
    .option('--jsonl', say('每行一个 JSON', 'one JSON per line'))
    .option('--csv', say('CSV', 'CSV'))
    .option('--fields <names>', say('只输出这些字段，逗号分隔', 'only these fields, separated by commas'))
    .addOption(new Option('--lang <lang>', say('语言', 'language')).choices(['zh', 'en']));
}

/** An argument whose choices are shown and completed; what it runs judges the word, as upper and lower case are the same there. */
const oneOf = (name: string, description: string, ...choices: string[]): Argument =>
  Object.assign(new Argument(name, description), { argChoices: choices });

const toldOf = (flag: Flag): string => say(flag.zh ?? flag.description, flag.description);

function addFlag(command: Command, flag: Flag): void {
  const word = flag.kind === 'boolean' ? '' : ` <${flag.kind === 'choice' ? 'choice' : flag.kind === 'list' ? 'values' : flag.kind}>`;
  const option = new Option(`--${flag.name}${word}`, `${toldOf(flag)}${flag.required ? say('（必填）', ' (required)') : ''}`);
  if (flag.choices) option.argChoices = [...flag.choices];
  if (flag.repeated) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  command.addOption(option);
}

function addEntry(noun: Command, entry: ManifestEntry): void {
  const { positional, flags } = flagsOf(entry.input);
  const command = noun
    .command(entry.verb)
    .summary(zh ? entry.zh : entry.en)
    .description(`${zh ? entry.zh : entry.en}. ${entry.summary}`);
  if (positional) command.argument(`[${positional.name}]`, toldOf(positional));
  for (const flag of flags) addFlag(command, flag);
  if (entry.services) {
    const option = new Option(
      '--service <service>',
      say('哪个服务；缺省为全部（指明一条时必填）', 'which service; all by default, needed where one thing is named'),
    );
    option.argChoices = [...entry.services];
    command.addOption(option);
  }
  withCommon(command);
  if (entry.prints) command.option('--pdf <file>', say('写成 PDF 文件', 'set it as a PDF file'));
  if (entry.exports)
    command.option(
      '--file <file>',
      say('写入的文件，.csv 或 .xlsx（全部，不止一页）', 'file to write, .csv or .xlsx; all of them, not a page'),
    );
  if (entry.reads)
    command.option(
      '--file <file>',
      say('JSON 文件，内容同 show --json 的 definition；参数优先于文件', 'JSON file, as definition of show --json; flags go before it'),
    );
  if (entry.kind === 'command') {
    command.option('--yes', say('无终端时的写操作须加', 'needed for writes where there is no terminal'));
    command.option('--idempotency-key <key>', say('同一编号只生效一次', 'the same key takes effect once'));
  }
  command.action(async (...args: unknown[]) => {
    const word = positional ? (args[0] as string | undefined) : undefined;
    const options = command.opts<Record<string, unknown>>();
    const words: Record<string, readonly string[]> = {};
    for (const flag of flags) {
      const value = options[flag.name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())];
      if (value !== undefined && value !== false)
        words[flag.name] = Array.isArray(value) ? (value as string[]) : [typeof value === 'string' ? value : 'true'];
    }
    const { runEntry } = await import('./run.ts');
    await runEntry(entry, word, words, options);
  });
}

/**
 * The command line, built from the manifest. Only the nouns among the words get their verbs with all flags, as every call and
 * every help would pay for the others; without words all get them.
 */
export function buildProgram(words?: readonly string[]): Command {
  const program = new Command('hz').description(
    say('后宅街道平台命令行：标准输出是数据，标准错误是说明', 'Houzhai platform: stdout is data, stderr is narration'),
  );
  program.version('0.1.0', '-V, --version', say('显示版本', 'output the version number')).showSuggestionAfterError().exitOverride();
  // Subcommands made from here on have these too.
  program.helpOption('-h, --help', say('显示帮助', 'display help for command'));
  program.helpCommand('help [command]', say('显示某一命令的帮助', 'display help for command'));
  if (zh) program.configureHelp(HELP_IN_CHINESE);
  for (const [name, title] of Object.entries(manifest.nouns)) {
    const noun = program.command(name).description(`${title.zh} · ${title.en}`).exitOverride();
    if (words && !words.includes(name)) continue;
    for (const entry of manifest.entries) if (entry.noun === name) addEntry(noun, entry);
    if (name === 'import') addImport(noun);
    if (name === 'sheet') addSheet(noun);
    if (name === 'screening') addScreening(noun);
    if (name === 'task-force') addTeamImport(noun);
    if (name === 'isolation-site') addRoomImport(noun);
    if (name === 'care') addCareImport(noun);
    if (name === 'audit') addAudit(noun);
    if (name === 'access') addAccess(noun);
  }
  addOwn(program);
  for (const sub of program.commands) for (const leaf of [sub, ...sub.commands]) leaf.exitOverride();
  return program;
}

function addImport(noun: Command): void {
  withCommon(
    noun
      .command('file')
      .description(say('导入 CSV 或 XLSX 文件：检查后提交，错误按行列出', 'Import a CSV or XLSX file: check, then commit; faults by line')),
  )
    .addArgument(oneOf('<kind>', say('种类', 'kind'), 'PLACES', 'PERSONS'))
    .argument('<file>', say('文件', 'file'))
    .option('--dry-run', say('只检查', 'check only'))
    .option('--yes', say('无终端时须加', 'needed where there is no terminal'))
    .action(async (kind: string, file: string, options: CommonOptions & { dryRun?: boolean }) => {
      const { importFile } = await import('./import-file.ts');
      await importFile(kind, file, options);
    });
}

function addSheet(noun: Command): void {
  withCommon(
    noun
      .command('key')
      .description(
        say(
          '回录工作单：每行“行号 体温 时间 方式 症状”，如 "3 365 0930"；缺省从标准输入读取',
          'Key a sheet back: each line “line temperature time way symptoms”, such as "3 365 0930"; from standard input by default',
        ),
      ),
  )
    .argument('<no>', say('工作单编号或末几位', 'number of the sheet, or its end'))
    .argument('[lines...]', say('各行', 'the lines'))
    .option('--collected-by <who>', say('随访人（角色或编号）', 'who visited; a role or number'))
    .option('--yes', say('无终端时须加', 'needed where there is no terminal'))
    .action(async (no: string, lines: string[], options: CommonOptions & { collectedBy?: string }) => {
      const { keySheet } = await import('./key-sheet.ts');
      await keySheet(no, lines, options);
    });
}

/** A command that reads a file of lines: everything is checked first, and nothing counts while a line is refused. */
const reading = (noun: Command, name: string, chinese: string, english: string): Command =>
  withCommon(noun.command(name).description(say(chinese, english)))
    .argument('<file>', say('CSV 或 XLSX 文件', 'CSV or XLSX file'))
    .option('--dry-run', say('只检查', 'check only'))
    .option('--yes', say('无终端时须加', 'needed where there is no terminal'));

function addScreening(noun: Command): void {
  reading(
    noun,
    'import-visits',
    '导入上门记录：列 位置、结果、上门时间（与登记相符、查到的人（居民编号）、登记外人数、空置依据、依据编号、备注、工作单、上门人）；hz screening export 的文件可直接填写',
    'Import visits: columns path, outcome, time (as registered, found (numbers of persons), not in the register, evidence, evidence no, note, sheet, visited by); a file of hz screening export can be filled in',
  )
    .option('--round <no>', say('哪一轮；缺省为进行中最新一轮', 'which round; the newest by default'))
    .action(async (file: string, options: CommonOptions & { dryRun?: boolean; round?: string }) => {
      await (await import('./import-visits.ts')).importVisits(file, options);
    });
}

function addTeamImport(noun: Command): void {
  reading(
    noun,
    'import',
    '导入突击队：列 队号、村(居)、队长、队员（账号，用空格或顿号分开）；已有的队按文件调整',
    'Import teams: columns team, area, leader, members (accounts, apart by spaces or commas); teams that exist are changed to what the file says',
  ).action(async (file: string, options: CommonOptions & { dryRun?: boolean }) => {
    await (await import('./import-teams.ts')).importTeams(file, options);
  });
}

function addRoomImport(noun: Command): void {
  reading(
    noun,
    'import-rooms',
    '导入房间：列 隔离点（代号）、房间；已有的不变，停用的恢复',
    'Import rooms: columns site (code), room; those in use stay, withdrawn ones are in use again',
  ).action(async (file: string, options: CommonOptions & { dryRun?: boolean }) => {
    await (await import('./import-rooms.ts')).importRooms(file, options);
  });
}

function addCareImport(noun: Command): void {
  reading(
    noun,
    'import',
    '导入联系户：列 居民编号（一户多人用空格或顿号分开）、类别、频次、代办员、联户党员（账号）；已有且相同的不变',
    'Import households: columns residents (numbers, apart by spaces or commas), categories, tier, agent, party member (accounts); those that are so already stay',
  )
    .option('--template', say('不导入，写一个空表', 'import nothing, write an empty file with the columns'))
    .action(async (file: string, options: CommonOptions & { dryRun?: boolean; template?: boolean }) => {
      await (await import('./import-care.ts')).importCare(file, options);
    });
}

function addAudit(noun: Command): void {
  const service = new Option('--service <service>', say('哪个服务；缺省为全部', 'which service; all by default'));
  service.argChoices = [...(manifest.entries.find(({ services }) => services)?.services ?? [])];
  const limit = new Option('--limit <n>', say('最多几条', 'rows at most')).argParser((word: string) => {
    if (!/^[1-9]\d{0,2}$/.test(word) || Number(word) > 500) throw new InvalidArgumentError('1–500');
    return word;
  });
  const own = (name: string, chinese: string, english: string): Command =>
    withCommon(noun.command(name).description(say(chinese, english))).addOption(service);
  own('list', '谁做过、看过什么，新的在前；查询本身也会记录', 'Who did or saw what, newest first; asking is recorded too')
    .option('--actor <account>', say('谁', 'who'))
    .option('--operation <name>', say('操作名，如 RevealPersonField', 'name of the operation, such as RevealPersonField'))
    .option('--record <id>', say('记录编号', 'id of the record'))
    .option('--area <area>', say('村(居)，如 a07', 'area, such as a07'))
    .option('--from <instant>', say('从何时', 'from when'))
    .option('--to <instant>', say('到何时（不含）', 'until when, exclusive'))
    .option('--cursor <cursor>', say('接上一页；须指明服务', 'after the page before; needs the service'))
    .addOption(limit)
    .action(async (options: AuditOptions) => {
      await (await import('./audit.ts')).auditList(options);
    });
  own('who-saw', '谁看过或改过某位居民，何时、为何', 'Who looked at or changed a resident, when and why')
    .argument('<person>', say('居民编号或标识', 'number or id of the resident'))
    .addOption(limit)
    .action(async (person: string, options: AuditOptions) => {
      await (await import('./audit.ts')).auditWhoSaw(person, options);
    });
  own(
    'verify',
    '核对审计记录是否完整；有问题时指出第一处并以 1 结束',
    'Verify that the record is whole; names the first fault and ends with 1',
  ).action(async (options: AuditOptions) => {
    await (await import('./audit.ts')).auditVerify(options);
  });
}

function addAccess(noun: Command): void {
  const own = (name: string, chinese: string, english: string): Command =>
    withCommon(noun.command(name).description(say(chinese, english))).option(
      '--as <ROLE@AREA>',
      say('以谁的身份，如 AGENT@a07；缺省为本会话', 'as whom, such as AGENT@a07; this session by default'),
    );
  own('explain', '能不能做某操作，为什么；不能时以 4 结束', 'Whether an operation may be called and why; ends with 4 when not')
    .argument('<operation>', say('操作名，如 ErasePerson', 'name of the operation, such as ErasePerson'))
    .option('--on <path>', say('对象在哪里，如 houzhai/a07', 'where the record is, such as houzhai/a07'))
    .action(async (operation: string, options: AccessOptions) => {
      await (await import('./access.ts')).accessExplain(operation, options);
    });
  own('list', '全部操作，各能否', 'Every operation, and whether it may be called').action(async (options: AccessOptions) => {
    await (await import('./access.ts')).accessList(options);
  });
}

function addOwn(program: Command): void {
  const own = (name: string, chinese: string, english: string): Command =>
    withCommon(program.command(name).description(say(chinese, english)));
  own('sign-in', '登录（口令从终端或标准输入读取）', 'Sign in (the password comes from the terminal or standard input)')
    .argument('<account>', say('账号', 'account'))
    .option('--read-only', say('只读会话', 'read-only session'))
    .option('--code <code>', say('动态口令或恢复码；缺省时按需询问', 'code of the second factor; asked for when needed'))
    .action(async (account: string, options: CommonOptions & { readOnly?: boolean; code?: string }) => {
      await (await import('./run.ts')).runSignIn(account, options);
    });
  own('sign-out', '退出登录', 'Sign out').action(async (options: CommonOptions) => {
    await (await import('./run.ts')).runSignOut(options);
  });
  own('info', '服务器、会话、文件位置', 'Server, session, paths').action(async (options: CommonOptions) => {
    await (await import('./run.ts')).runInfo(options);
  });
  own('watch', '实时变化，一行一条；Ctrl-C 结束', 'Live changes, a line each; Ctrl-C ends')
    .addArgument(
      oneOf(
        '<view>',
        say('看什么', 'what to watch'),
        'errand',
        'board',
        'checkpoint',
        'arrival',
        'escort-batch',
        'medicine-run',
        'card',
        'care',
        'call',
        'need-report',
        'fever',
        'alert',
        'task-force',
        'screening-campaign',
        'screening-unit',
      ),
    )
    .action(async (view: string, options: CommonOptions) => {
      await (await import('./watch.ts')).runWatch(view, options);
    });
  program
    .command('keys')
    .description(say('控制台的按键表', 'Keys of the console'))
    .option('--json', 'JSON')
    .option('--md', 'Markdown')
    .action(async (options: { json?: boolean; md?: boolean }) => {
      const { keyTable } = await import('./keys.ts');
      process.stdout.write(keyTable(options.json ? 'json' : options.md ? 'md' : 'text', zh ? 'zh' : 'en'));
    });
  program
    .command('completion')
    .description(say('补全脚本：hz completion bash >> ~/.bashrc', 'Completion script: hz completion bash >> ~/.bashrc'))
    .addArgument(oneOf('<shell>', say('外壳', 'shell'), 'bash', 'zsh', 'fish'))
    .action(async (shell: string) => {
      const { completionScript } = await import('./completion.ts');
      process.stdout.write(completionScript(shell, buildProgram()));
    });
}

const usage = 2;

/** Runs the command line; resolves with the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = buildProgram(argv);
  try {
    // `hz board` alone shows the board.
    const words =
      argv[0] === 'board' && (argv[1] === undefined || argv[1].startsWith('-')) && argv[1] !== '--help'
        ? ['board', 'show', ...argv.slice(1)]
        : [...argv];
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    const { code, exitCode, message } = error as { code?: string; exitCode?: number; message: string };
    if (typeof code === 'string' && code.startsWith('commander.')) return exitCode === 0 ? 0 : usage;
    const { reportFailure } = await import('./run.ts');
    return reportFailure(error, message);
  }
}
