import type { Refusal, RefusalCode } from '@houzhai/contracts';
import { actionLabel, statusLabel } from './errand-labels.ts';
import { CHECKPOINT_SENTENCES } from './checkpoint-refusals.ts';
import { ALERT_SENTENCES } from './alert-refusals.ts';
import { DELIVERY_SENTENCES } from './delivery-refusals.ts';
import { FEVER_SENTENCES } from './fever-refusals.ts';
import { ISOLATION_SENTENCES } from './isolation-refusals.ts';
import { CALL_SENTENCES } from './call-refusals.ts';
import { NEED_SENTENCES } from './need-refusals.ts';
import { MEDICINE_SENTENCES } from './medicine-refusals.ts';
import { MODULE_SENTENCES } from './module-refusals.ts';
import { MONEY_SENTENCES, gapText } from './money-labels.ts';
import { ISOLATION_SITE_SENTENCES } from './isolation-site-refusals.ts';
import { CARE_SENTENCES } from './care-refusals.ts';
import { PERSON_SENTENCES } from './person-refusals.ts';
import { TEAM_SENTENCES } from './team-refusals.ts';
import { INTEGRITY_SENTENCES } from './integrity-labels.ts';
import { SCREENING_SENTENCES } from './screening-refusals.ts';
import { clockTime, money } from './formats.ts';
import type { Language } from './language.ts';
import { ruleText } from './rules.ts';
import type { Say, Sentences } from './sentence.ts';

/** Every refusal as a sentence that says what to do. The table is complete by its type. */
const SENTENCES: Sentences<RefusalCode> = {
  'request.invalid': {
    zh: ({ path, rule }) => `填写有误（${path ? `${path}：` : ''}${ruleText(rule, 'zh')}），请更正后再提交`,
    en: ({ path, rule }) => `Not valid (${path ? `${path}: ` : ''}${ruleText(rule, 'en')}); correct it and send again`,
  },
  'request.unsupported-version': {
    zh: ({ supported }) => `版本不受支持，可用 ${supported || '无'}；请更新程序`,
    en: ({ supported }) => `This version is not supported (available: ${supported || 'none'}); update the program`,
  },
  'request.too-large': {
    zh: ({ limit }) => `内容超过 ${String(Math.round(limit / 1024))} KB，请分次提交`,
    en: ({ limit }) => `Larger than ${String(Math.round(limit / 1024))} KB; send it in parts`,
  },
  'access.unauthenticated': { zh: () => '登录已失效，请重新登录', en: () => 'You are not signed in; sign in again' },
  'access.forbidden': {
    zh: ({ operation }) => `您的角色不能执行此操作（${operation}）；请联系值班长`,
    en: ({ operation }) => `Your role may not do this (${operation}); ask the duty officer`,
  },
  'access.password-change-required': {
    zh: () => '首次登录请先更改口令：hz session change-password',
    en: () => 'Change your one-time password first: hz session change-password',
  },
  'access.second-factor-required': {
    zh: () => '您的角色须先启用动态口令：hz second-factor enrol',
    en: () => 'Your role needs a second factor first: hz second-factor enrol',
  },
  'record.not-found': {
    zh: ({ entity }) => `找不到该记录（${entity}）；请核对编号，或它不在您的辖区`,
    en: ({ entity }) => `No such record (${entity}); check the number, or it lies outside your area`,
  },
  'record.conflict': {
    zh: ({ version }) => `刚被他人改动（现为第 ${String(version)} 版）；请查看后重做`,
    en: ({ version }) => `Somebody changed it meanwhile (now version ${String(version)}); look and do it again`,
  },
  'command.id-reused': {
    zh: () => '该操作编号已用于另一内容；请换一个编号',
    en: () => 'This command id was used for something else; use a new one',
  },
  'errand.already-accepted': {
    zh: ({ by, at }, say) => `${say.operator(by)} 已于 ${clockTime(at, 'zh')} 受理；如需更换请用“交接”`,
    en: ({ by, at }, say) => `${say.operator(by)} accepted it at ${clockTime(at, 'en')}; use hand over to change that`,
  },
  'errand.not-allowed-now': {
    zh: ({ action, status }) => `“${statusLabel(status, 'zh')}”状态下不能“${actionLabel(action, 'zh')}”；按 x 看可用操作`,
    en: ({ action, status }) =>
      `Cannot ${actionLabel(action, 'en').toLowerCase()} while ${statusLabel(status, 'en').toLowerCase()}; press x for what is possible`,
  },
  'errand.not-your-errand': {
    zh: ({ agent }, say) => `该单由 ${say.operator(agent)} 负责；请由其本人或社区办理`,
    en: ({ agent }, say) => `It belongs to ${say.operator(agent)}; they or the desk must do it`,
  },
  'errand.agent-not-of-area': {
    zh: ({ area }) => `该代办员不负责 ${area}；请选该村(居)的代办员`,
    en: ({ area }) => `That agent is not responsible for ${area}; choose one of that area`,
  },
  'errand.agent-unavailable': {
    zh: () => '该账号不是在岗代办员；请另选一人',
    en: () => 'That account is no active agent; choose somebody else',
  },
  'errand.same-agent': { zh: () => '已经是这位代办员；请另选一人', en: () => 'It is with that agent already; choose somebody else' },
  'errand.authorisation-required': {
    zh: ({ scope }) => `请先登记居民委托（${SCOPES[scope]?.zh ?? scope}）`,
    en: ({ scope }) => `Record the resident’s authorisation first (${SCOPES[scope]?.en ?? scope})`,
  },
  'errand.hold-allowance-used': {
    zh: ({ hours }) => `暂缓累计已达 ${String(hours)} 小时；请值班长批准延长`,
    en: ({ hours }) => `Held for ${String(hours)} hours already; the duty officer may allow more`,
  },
  'errand.confirmer-is-agent': {
    zh: () => '送达人不能自己确认；请由社区回访居民',
    en: () => 'Who delivered cannot confirm; the desk calls the resident back',
  },
  'errand.money-does-not-add-up': { zh: (sums) => gapText(sums, 'zh'), en: (sums) => gapText(sums, 'en') },
  'errand.advance-ceiling': {
    zh: ({ ceiling, open }) => `在手现金将达 ${money(open)}，超过上限 ${money(ceiling)}；请先结清其他单`,
    en: ({ ceiling, open }) => `Cash in hand would be ${money(open)}, above ${money(ceiling)}; settle other errands first`,
  },
  'errand.possible-duplicate': {
    zh: ({ no, hours }) => `${String(hours)} 小时内已有相似的 ${no}；确属另一件请勾选“仍要登记”（命令行 --despite-duplicate）`,
    en: ({ no, hours }) =>
      `${no} of the last ${String(hours)} hours looks the same; if it is another one, register despite the duplicate (--despite-duplicate)`,
  },
  'errand.duplicate-of-itself': {
    zh: () => '不能标为自身的重复；请填另一单的编号',
    en: () => 'It cannot duplicate itself; give the other errand',
  },
  'errand.duplicate-target-unfit': {
    zh: () => '那一单已作废或不是同一居民同类需求；请核对编号',
    en: () => 'That errand is void, or of another person or kind; check the number',
  },
  'errand.nothing-to-undo': {
    zh: () => '没有可撤销的步骤：其后已有变化；请用相反的操作',
    en: () => 'Nothing to undo: something happened since; use the opposite action',
  },
  'errand.undo-not-yours': { zh: () => '该步骤由他人完成；请其本人撤销', en: () => 'Somebody else took that step; they may undo it' },
  'errand.wanted-in-past': { zh: () => '期望时间已过；请填以后的时间', en: () => 'That time has passed; give a later one' },
  'errand.happened-in-future': { zh: () => '发生时间晚于现在；请核对', en: () => 'That lies in the future; check the time' },
  'errand.proof-required': { zh: () => '送达需有凭据；请填写', en: () => 'Delivery needs proof; give it' },
  'errand.already-followed-up': {
    zh: () => '已回访过；如有新需求请另登记',
    en: () => 'Followed up already; register a new need if there is one',
  },
  'authorisation.expired': { zh: () => '委托已过期；请重新登记', en: () => 'The authorisation has expired; record a new one' },
  'authorisation.too-long': {
    zh: ({ days }) => `委托最长 ${String(days)} 天；请缩短`,
    en: ({ days }) => `An authorisation lasts ${String(days)} days at most; shorten it`,
  },
  ...MEDICINE_SENTENCES,
  ...MODULE_SENTENCES,
  ...MONEY_SENTENCES,
  ...CALL_SENTENCES,
  ...NEED_SENTENCES,
  ...PERSON_SENTENCES,
  'place.unknown': {
    zh: ({ path }) => `没有地址 ${path}，或不在您的辖区；hz place list 可查`,
    en: ({ path }) => `No place ${path}, or outside your area; see hz place list`,
  },
  'import.unknown': { zh: () => '没有这次导入；hz import list 可查', en: () => 'No such import; see hz import list' },
  'import.not-staged': {
    zh: ({ status }) => `导入处于“${status}”，不能进行这一步；请按 开始→上传→检查→提交 的顺序`,
    en: ({ status }) => `The import is ${status}; the order is begin, stage, check, commit`,
  },
  'import.chunk-out-of-order': {
    zh: ({ expected }) => `应传第 ${String(expected)} 块；请从该块继续`,
    en: ({ expected }) => `Chunk ${String(expected)} comes next; continue there`,
  },
  'import.too-large': {
    zh: ({ rows }) => `超过 ${String(rows)} 行；请拆分文件`,
    en: ({ rows }) => `More than ${String(rows)} rows; split the file`,
  },
  'import.has-errors': {
    zh: ({ errors }) => `有 ${String(errors)} 行错误，未录入任何数据；请更正后重新上传`,
    en: ({ errors }) => `${String(errors)} faults, nothing was entered; correct them and stage again`,
  },
  'import.nothing-to-do': { zh: () => '没有上传任何行；请先上传', en: () => 'No rows were staged; stage some first' },
  'session.wrong-credentials': {
    zh: ({ triesLeft }) =>
      triesLeft > 0 ? `账号或口令错误，还可尝试 ${String(triesLeft)} 次` : '账号或口令错误，账号已锁定；请稍后再试或联系管理员',
    en: ({ triesLeft }) =>
      triesLeft > 0
        ? `Wrong account or password; ${String(triesLeft)} tries left`
        : 'Wrong account or password; the account is locked now: wait, or ask an administrator',
  },
  'session.locked': {
    zh: ({ until }) => `账号已锁定至 ${clockTime(until, 'zh')}；请稍后再试或请管理员重置`,
    en: ({ until }) => `Locked until ${clockTime(until, 'en')}; wait, or have an administrator reset it`,
  },
  'session.ended': { zh: () => '会话已结束，请重新登录', en: () => 'The session has ended; sign in again' },
  'session.second-factor-required': {
    zh: () => '请输入验证器上的六位动态口令，或一个恢复码',
    en: () => 'Give the six digits of your authenticator, or a recovery code',
  },
  'session.wrong-code': {
    zh: ({ triesLeft }) =>
      triesLeft > 0 ? `动态口令错误或已用过，还可尝试 ${String(triesLeft)} 次` : '动态口令错误，账号已锁定；请稍后再试或联系管理员',
    en: ({ triesLeft }) =>
      triesLeft > 0
        ? `Wrong or used code; ${String(triesLeft)} tries left`
        : 'Wrong code; the account is locked now: wait, or ask an administrator',
  },
  'second-factor.exists': {
    zh: () => '动态口令已启用；要换手机请先停用再启用',
    en: () => 'There is a second factor already; to change the device remove it and enrol again',
  },
  'second-factor.none': {
    zh: () => '没有启用动态口令；可用 hz second-factor enrol 启用',
    en: () => 'There is no second factor; hz second-factor enrol makes one',
  },
  'second-factor.required': {
    zh: () => '您的角色必须启用动态口令；换手机请管理员重置',
    en: () => 'Your role must have a second factor; to change the device have an administrator reset it',
  },
  'operator.account-taken': { zh: () => '账号已存在；请换一个', en: () => 'That account exists; choose another' },
  'operator.password-too-weak': {
    zh: ({ min }) => `口令至少 ${String(min)} 个字符，不含账号名，且与旧口令不同`,
    en: ({ min }) => `At least ${String(min)} characters, without the account name, and other than the old one`,
  },
  'operator.is-yourself': {
    zh: () => '不能对自己的账号这样做；请另一位管理员操作',
    en: () => 'Not for your own account; another administrator must do it',
  },
  'operator.phone-invalid': {
    zh: ({ rule }) => `电话号码不正确（${ruleText(rule, 'zh')}）；请核对`,
    en: ({ rule }) => `The phone number is wrong (${ruleText(rule, 'en')}); check it`,
  },
  'operator.phone-not-yours': {
    zh: () => '只能登记本人的值班电话；他人的请值班长或社区工作人员登记',
    en: () => 'Only one’s own telephone; the duty officer or a community worker enters those of others',
  },
  'operator.already-disabled': { zh: () => '该账号已停用', en: () => 'That account is disabled already' },
  'partner.name-taken': {
    zh: () => '已有或曾有同名合作单位；名称不重复使用，请换一个',
    en: () => 'There is or was a partner of that name; names are not used again, choose another',
  },
  'partner.key-taken': {
    zh: () => '这把公钥已经在用；请合作单位另做一把',
    en: () => 'That public key is in use; let the partner make another',
  },
  'partner.no-place': {
    zh: ({ places }) => `${String(places)} 个合作单位席位都有人用，或一小时内刚撤销；请先撤销一个或稍后再试`,
    en: ({ places }) => `All ${String(places)} places for partners are taken or were given up within the hour; revoke one, or try later`,
  },
  'partner.revoked': {
    zh: () => '该合作单位已撤销；请以新名称另行添加',
    en: () => 'That partner is revoked; add it anew under another name',
  },
  'partner.nothing-changed': { zh: () => '没有改动', en: () => 'Nothing would change' },
  'partner.replay-too-far': {
    zh: ({ days }) => `最多重放 ${String(days)} 天以内的事件`,
    en: ({ days }) => `Events of the last ${String(days)} days at most are replayed`,
  },
  'partner.replay-runs': {
    zh: () => '上一次重放尚未结束；hz partner lag 查看进度',
    en: () => 'A replay still runs; hz partner lag shows how far it is',
  },
  'operator.last-admin': { zh: () => '这是最后一位管理员；请先增加一位', en: () => 'That is the last administrator; add another first' },
  'access.second-person-required': {
    zh: ({ proposal, until }, { lang }) => `须由第二人批准：已提交，${clockTime(until, lang)} 前有效；结果见 hz approval show ${proposal}`,
    en: ({ proposal, until }, { lang }) =>
      `A second person must agree: it waits until ${clockTime(until, lang)}; hz approval show ${proposal} tells what becomes of it`,
  },
  'access.no-such-operation': {
    zh: () => '没有这个操作；hz access list 列出全部',
    en: () => 'There is no such operation; hz access list shows them all',
  },
  'access.no-such-role': {
    zh: ({ roles }) => `没有这个角色；可用：${roles}`,
    en: ({ roles }) => `There is no such role; there are: ${roles}`,
  },
  'approval.not-waiting': {
    zh: ({ state }) => `该待批事项已不在等待（${state}）；请刷新`,
    en: ({ state }) => `That proposal does not wait any more (${state}); reload`,
  },
  'approval.own-proposal': {
    zh: () => '自己提出的须由另一人批准或否决；不再需要时由其到期失效',
    en: () => 'Your own proposal needs somebody else; left alone, it ends by itself',
  },
  'approval.proposer-may-not': {
    zh: () => '提出者已停用或已无此权限，不能批准；请有权限者重新提出',
    en: () => 'Whoever proposed it is disabled or may not do it any more; somebody who may must propose it anew',
  },
  'approval.declined': {
    zh: ({ proposal }) => `第二人未同意；理由见 hz approval show ${proposal}，可另行提出`,
    en: ({ proposal }) => `The second person did not agree; hz approval show ${proposal} says why; propose it anew if need be`,
  },
  'approval.expired': {
    zh: () => '无人在期限内批准，已失效；需要时重新提出',
    en: () => 'Nobody agreed in time, it has ended; propose it anew if need be',
  },
  'break-glass.not-for-your-role': {
    zh: () => '您的角色不能应急越区；请联系值班长',
    en: () => 'Not for your role; call the duty officer',
  },
  'break-glass.too-long': {
    zh: ({ minutes }) => `最长 ${String(minutes)} 分钟；到期仍需要可再次开启`,
    en: ({ minutes }) => `${String(minutes)} minutes at most; do it again if it is still needed then`,
  },
  'break-glass.is-open': {
    zh: ({ until }, { lang }) => `本会话已在应急越区中，至 ${clockTime(until, lang)}；要换地方请先 hz session mend-glass`,
    en: ({ until }, { lang }) => `It is open until ${clockTime(until, lang)}; for other areas first hz session mend-glass`,
  },
  'break-glass.nothing-to-widen': {
    zh: () => '这些村(居)已在您的辖区内，无须应急越区',
    en: () => 'Those areas are in your jurisdiction already',
  },
  'break-glass.not-open': { zh: () => '本会话没有应急越区', en: () => 'No glass is broken in this session' },
  'break-glass.acknowledged': { zh: () => '已有人知悉；请刷新', en: () => 'Somebody has acknowledged it already; reload' },
  'break-glass.own': { zh: () => '自己的应急越区须由他人知悉', en: () => 'Your own must be acknowledged by somebody else' },
  ...CHECKPOINT_SENTENCES,
  ...ISOLATION_SENTENCES,
  ...ISOLATION_SITE_SENTENCES,
  ...CARE_SENTENCES,
  ...FEVER_SENTENCES,
  ...ALERT_SENTENCES,
  ...TEAM_SENTENCES,
  ...SCREENING_SENTENCES,
  ...INTEGRITY_SENTENCES,
  ...DELIVERY_SENTENCES,
  'projection.unknown': { zh: ({ name }) => `没有这个投影；可用：${name}`, en: ({ name }) => `No such projection; there is: ${name}` },
};

const SCOPES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  CARD: { zh: '医保卡', en: 'insurance card' },
  IDENTITY: { zh: '身份证件', en: 'identity document' },
  ADVANCE: { zh: '预收现金', en: 'cash' },
};

/** The sentence of a refusal, in the reader's language. */
export function sentenceOf(refusal: Refusal, say: Say): string {
  const sentence = SENTENCES[refusal.code][say.lang] as (params: unknown, say: Say) => string;
  return sentence(refusal.params, say);
}

/** Exit code of `hz` for a refusal: 2 usage, 4 access, 5 not found, 6 conflict, 1 refused by the domain. */
export function exitCodeOf(code: RefusalCode): 1 | 2 | 4 | 5 | 6 {
  if (code.startsWith('request.')) return 2;
  if (code.startsWith('access.') || code.startsWith('session.')) return 4;
  if (code === 'record.not-found') return 5;
  if (code === 'record.conflict' || code === 'command.id-reused') return 6;
  return 1;
}
