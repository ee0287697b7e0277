import type { Text } from '@houzhai/i18n';

/** How much asking a command needs: 0 reversible and only mine, 1 others are told or several rows, 2 cannot be taken back. */
export type Tier = 0 | 1 | 2;

/** What the console and `hz` add to a contract: its words and how carefully it is asked. */
export interface CommandEntry {
  /** Contract name. */
  readonly contract: string;
  readonly noun: string;
  readonly verb: string;
  readonly title: Text;
  readonly tier: Tier;
  /** Every service has this operation, named `<contract>-<service>`. */
  readonly everyService?: true;
}

const entry = (contract: string, noun: string, verb: string, zh: string, en: string, tier: Tier = 0): CommandEntry => ({
  contract,
  noun,
  verb,
  title: { zh, en },
  tier,
});

const everywhere = (...words: Parameters<typeof entry>): CommandEntry => ({ ...entry(...words), everyService: true });

/** Every operation operators use, in the order of `hz --help`. Services' own (ledgers, labels) are not here. */
export const COMMAND_ENTRIES: readonly CommandEntry[] = [
  entry('RequestErrand', 'errand', 'request', '登记代办', 'Register an errand'),
  entry('WorklistPage', 'errand', 'list', '代办清单', 'List errands'),
  entry('ErrandDetail', 'errand', 'show', '查看代办单', 'Show an errand'),
  entry('AssignErrand', 'errand', 'assign', '指派', 'Assign'),
  entry('AcceptErrand', 'errand', 'accept', '受理', 'Accept'),
  entry('StartErrand', 'errand', 'start', '开始办理', 'Start'),
  entry('HoldErrand', 'errand', 'hold', '暂缓', 'Hold'),
  entry('ResumeErrand', 'errand', 'resume', '恢复', 'Resume'),
  entry('ApproveErrandHold', 'errand', 'approve-hold', '批准延长暂缓', 'Approve a longer hold'),
  entry('HandOverErrand', 'errand', 'hand-over', '交接', 'Hand over', 1),
  entry('ReleaseErrand', 'errand', 'release', '退回', 'Release', 1),
  entry('DeliverErrand', 'errand', 'deliver', '送达', 'Deliver', 1),
  entry('ReportErrandUnable', 'errand', 'report-unable', '办不了', 'Report unable', 1),
  entry('ReferErrand', 'errand', 'refer', '转介', 'Refer', 1),
  entry('DeclineErrand', 'errand', 'decline', '不受理', 'Decline', 1),
  entry('MarkErrandDuplicate', 'errand', 'mark-duplicate', '标为重复', 'Mark as duplicate', 1),
  entry('ConfirmErrand', 'errand', 'confirm', '回访确认', 'Confirm', 1),
  entry('DisputeErrand', 'errand', 'dispute', '居民有异议', 'Dispute', 1),
  entry('ReopenErrand', 'errand', 'reopen', '重新办理', 'Reopen', 1),
  entry('CloseErrand', 'errand', 'close', '关闭', 'Close', 1),
  entry('CancelErrand', 'errand', 'cancel', '撤销', 'Cancel', 1),
  entry('ArchiveErrand', 'errand', 'archive', '归档结账', 'Archive', 1),
  entry('FollowUpErrand', 'errand', 'follow-up', '回访', 'Follow up'),
  entry('UndoErrandStep', 'errand', 'undo', '撤回上一步', 'Undo the last step'),
  entry('AssignErrands', 'errand', 'assign-many', '批量指派', 'Assign several', 1),
  entry('ReassignAgentErrands', 'errand', 'reassign-agent', '转派某人的全部在办', 'Reassign all of an agent', 1),
  entry('AgentLoad', 'errand', 'load', '代办员负荷', 'Load of agents'),
  entry('RecordErrandHistories', 'errand', 'record-histories', '补录纸质代办', 'Enter paper records', 1),
  entry('RecordAuthorisation', 'authorisation', 'record', '登记委托授权', 'Record an authorisation'),
  entry('ListServiceModules', 'service-module', 'list', '服务模块', 'List service modules'),
  entry('PublishServiceModule', 'service-module', 'publish', '发布服务模块', 'Publish a service module', 1),
  entry('FindPersons', 'person', 'find', '查找居民', 'Find residents'),
  entry('PersonDetail', 'person', 'show', '查看居民', 'Show a resident'),
  entry('RegisterPerson', 'person', 'register', '登记居民', 'Register a resident'),
  entry('CorrectPerson', 'person', 'correct', '更正居民信息', 'Correct a resident’s entry', 1),
  entry('RevealPersonField', 'person', 'reveal', '查看明文一项', 'Reveal one field', 1),
  entry('ErasePerson', 'person', 'erase', '删除个人信息', 'Erase a person’s data', 2),
  entry('ErasureCertificate', 'person', 'erasure', '删除证书', 'Certificate of an erasure'),
  entry('ListPlaces', 'place', 'list', '地址簿', 'List places'),
  entry('ListImports', 'import', 'list', '导入记录', 'List imports'),
  entry('BeginImport', 'import', 'begin', '开始导入', 'Begin an import'),
  entry('StageImportRows', 'import', 'stage', '上传导入行', 'Stage rows'),
  entry('CheckImport', 'import', 'check', '检查导入', 'Check an import'),
  entry('CommitImport', 'import', 'commit', '提交导入', 'Commit an import', 2),
  entry('AbandonImport', 'import', 'abandon', '放弃导入', 'Abandon an import', 1),
  entry('ListOperators', 'operator', 'list', '账号清单', 'List operators'),
  entry('AddOperator', 'operator', 'add', '新增账号', 'Add an operator', 1),
  entry('DisableOperator', 'operator', 'disable', '停用账号', 'Disable an operator', 1),
  entry('ResetOperator', 'operator', 'reset', '重置口令', 'Reset an operator', 1),
  entry('ResetSecondFactor', 'operator', 'reset-second-factor', '重置动态口令', 'Take a second factor away', 1),
  entry('ListPartners', 'partner', 'list', '合作单位清单', 'List partners'),
  entry('PartnerLag', 'partner', 'lag', '合作单位取数进度', 'How far partners are behind'),
  entry('AddPartner', 'partner', 'add', '新增合作单位', 'Add a partner', 1),
  entry('ChangePartner', 'partner', 'change', '更改合作单位可得的事件', 'Change what a partner may have', 1),
  entry('RotatePartner', 'partner', 'rotate', '更换合作单位密钥', 'Give a partner another key', 1),
  entry('ReplayPartner', 'partner', 'replay', '重放合作单位数据流', 'Replay a partner’s feed', 1),
  entry('RevokePartner', 'partner', 'revoke', '撤销合作单位', 'Revoke a partner', 2),
  entry('ListSessions', 'session', 'list', '会话清单', 'List sessions'),
  entry('EndSession', 'session', 'end', '结束会话', 'End a session', 1),
  entry('SecondFactorState', 'second-factor', 'show', '动态口令状态', 'Second factor'),
  entry('EnrolSecondFactor', 'second-factor', 'enrol', '启用动态口令', 'Enrol a second factor'),
  entry('ConfirmSecondFactor', 'second-factor', 'confirm', '确认动态口令', 'Confirm the second factor'),
  entry('RemoveSecondFactor', 'second-factor', 'remove', '停用动态口令', 'Remove the second factor', 1),
  entry('BreakGlass', 'session', 'break-glass', '应急越区', 'Break the glass', 1),
  entry('MendGlass', 'session', 'mend-glass', '结束应急越区', 'Mend the glass'),
  entry('ListBrokenGlass', 'break-glass', 'list', '应急越区记录', 'Broken glass'),
  entry('AcknowledgeBrokenGlass', 'break-glass', 'acknowledge', '知悉应急越区', 'Acknowledge broken glass'),
  entry('WhoAmI', 'session', 'who-am-i', '我是谁', 'Who am I'),
  entry('ChangePassword', 'session', 'change-password', '更改口令', 'Change my password'),
  entry('WallChart', 'board', 'show', '挂图', 'Wall chart'),
  everywhere('ListProposals', 'approval', 'list', '待批事项', 'What waits for a second person'),
  everywhere('ShowProposal', 'approval', 'show', '查看待批事项', 'Show a proposal'),
  everywhere('ApproveProposal', 'approval', 'approve', '批准', 'Approve', 2),
  everywhere('DeclineProposal', 'approval', 'decline', '否决', 'Decline', 1),
  everywhere('AuditState', 'audit', 'state', '审计封存状态', 'State of the record'),
  everywhere('KeyState', 'encryption', 'state', '加密密钥使用情况', 'Keys that rows need'),
  everywhere('DeliveryState', 'delivery', 'state', '事件投递', 'Delivery of events'),
  everywhere('RetryParked', 'delivery', 'retry', '重发搁置的事件', 'Publish a parked event again', 1),
  everywhere('SkipParked', 'delivery', 'skip', '放弃搁置的事件', 'Give a parked event up', 2),
  everywhere('RetryDeadLetter', 'delivery', 'retry-dead-letter', '重试死信', 'Apply a dead letter', 1),
  everywhere('GiveUpDeadLetter', 'delivery', 'give-up-dead-letter', '放弃死信', 'Give a dead letter up', 2),
  everywhere('RestoreStream', 'stream', 'restore', '恢复事件流', 'Restore the event streams', 1),
  entry('VerifyProjection', 'projection', 'verify', '核对投影', 'Verify a projection'),
  entry('RebuildProjection', 'projection', 'rebuild', '重建投影', 'Rebuild a projection', 1),
];

/** Nouns with their Chinese and pinyin names, as the palette and addresses understand them. */
export const NOUNS: Readonly<Record<string, Text & { readonly pinyin: string }>> = {
  errand: { zh: '代办', en: 'errand', pinyin: 'db' },
  authorisation: { zh: '委托授权', en: 'authorisation', pinyin: 'wtsq' },
  'service-module': { zh: '服务模块', en: 'service module', pinyin: 'fwmk' },
  person: { zh: '居民', en: 'resident', pinyin: 'jm' },
  place: { zh: '地址', en: 'place', pinyin: 'dz' },
  import: { zh: '导入', en: 'import', pinyin: 'dr' },
  operator: { zh: '账号', en: 'operator', pinyin: 'zh' },
  partner: { zh: '合作单位', en: 'partner', pinyin: 'hzdw' },
  session: { zh: '会话', en: 'session', pinyin: 'hh' },
  'second-factor': { zh: '动态口令', en: 'second factor', pinyin: 'dtkl' },
  approval: { zh: '待批', en: 'second person', pinyin: 'dp' },
  access: { zh: '权限', en: 'access', pinyin: 'qx' },
  'break-glass': { zh: '应急越区', en: 'broken glass', pinyin: 'yjyq' },
  board: { zh: '挂图', en: 'wall chart', pinyin: 'gt' },
  audit: { zh: '审计', en: 'audit', pinyin: 'sj' },
  encryption: { zh: '加密', en: 'encryption', pinyin: 'jm' },
  delivery: { zh: '投递', en: 'delivery', pinyin: 'td' },
  stream: { zh: '事件流', en: 'event stream', pinyin: 'sjl' },
  projection: { zh: '投影', en: 'projection', pinyin: 'ty' },
};
