import type { Binding } from '../widgets/keymap.ts';

const bind = (scope: string, id: string, keys: string, zh: string, en: string, priority = 5): Binding => ({
  id,
  keys: keys.split(' '),
  scope,
  label: { zh, en },
  priority,
});

/** What every key does, by scope. The console, the hints line, the help and `hz keys` all read this table. */
export const BINDINGS: readonly Binding[] = [
  bind('list', 'down', 'j Down', '下移', 'down', 9),
  bind('list', 'up', 'k Up', '上移', 'up', 9),
  bind('list', 'first', 'g Home', '第一行', 'first row', 9),
  bind('list', 'last', 'G End', '最后一行', 'last row', 9),
  bind('list', 'page-down', 'PgDn Ctrl-D', '下一页', 'page down', 9),
  bind('list', 'page-up', 'PgUp Ctrl-U', '上一页', 'page up', 9),

  bind('board', 'open', 'Enter', '打开', 'open', 1),
  bind('board', 'left', 'h Left', '左一列', 'column left', 8),
  bind('board', 'right', 'l Right', '右一列', 'column right', 8),
  bind('board', 'next-problem', 'n', '下一个红格', 'next alarm', 4),
  bind('board', 'previous-problem', 'N', '上一个红格', 'previous alarm', 8),
  bind('board', 'sort', 's', '排序', 'sort', 4),
  bind('board', 'reverse', 'S', '倒序', 'reverse', 8),
  bind('board', 'explain', 'i', '指标含义', 'meaning', 5),

  bind('errands', 'open', 'Enter', '打开', 'open', 1),
  bind('errands', 'actions', 'x', '操作', 'actions', 2),
  bind('errands', 'request', 'a', '登记代办', 'new errand', 2),
  bind('errands', 'assign', 'm', '指派', 'assign', 3),
  bind('errands', 'mark', 'Space', '标记', 'mark', 4),
  bind('errands', 'mark-range', 'v', '标记到此', 'mark range', 8),
  bind('errands', 'mark-all', '*', '全部标记', 'mark all', 7),
  bind('errands', 'mine', 'M', '只看我的', 'mine only', 6),
  bind('errands', 'overdue', 'O', '只看超期', 'overdue only', 6),
  bind('errands', 'reassign', 'R', '转派某人全部', 'reassign all of one', 7),
  bind('errands', 'filter', '/', '筛选', 'filter', 3),
  bind('errands', 'sort', 's', '排序', 'sort', 4),
  bind('errands', 'reverse', 'S', '倒序', 'reverse', 8),
  bind('errands', 'release', '.', '载入新消息', 'show new rows', 7),
  bind('errands', 'copy', 'y', '复制', 'copy', 7),

  bind('errand', 'actions', 'x', '操作', 'actions', 1),
  bind('errand', 'assign', 'm', '指派/交接', 'assign', 3),
  bind('errand', 'finish', 'f', '送达', 'deliver', 3),
  bind('errand', 'resident', 'i', '居民', 'resident', 4),
  bind('errand', 'down', 'j Down', '下移', 'down', 9),
  bind('errand', 'up', 'k Up', '上移', 'up', 9),
  bind('errand', 'page-down', 'PgDn Ctrl-D', '下一页', 'page down', 9),
  bind('errand', 'page-up', 'PgUp Ctrl-U', '上一页', 'page up', 9),
  bind('errand', 'authorise', 'z', '登记委托授权', 'authorisation', 5),
  bind('errand', 'copy', 'y', '复制', 'copy', 7),

  bind('persons', 'open', 'Enter', '打开', 'open', 1),
  bind('persons', 'register', 'a', '登记居民', 'register', 3),
  bind('persons', 'request', 'w', '为其代办', 'errand for', 2),
  bind('persons', 'filter', '/', '查找', 'find', 2),
  bind('persons', 'copy', 'y', '复制', 'copy', 7),

  bind('person', 'request', 'w', '为其代办', 'errand for', 1),
  bind('person', 'errands', 'Enter', '其代办单', 'their errands', 1),
  bind('person', 'correct', 'e', '更正', 'correct', 3),
  bind('person', 'reveal', 'V', '查看明文一项', 'reveal a field', 4),
  bind('person', 'authorise', 'z', '登记委托授权', 'authorisation', 4),
  bind('person', 'who-saw', 's', '谁看过', 'who saw', 5),
  bind('person', 'copy', 'y', '复制', 'copy', 7),

  bind('operators', 'add', 'a', '新增账号', 'add', 2),
  bind('operators', 'reset', 'e', '重置口令', 'reset', 3),
  bind('operators', 'disable', 'D', '停用', 'disable', 3),
  bind('operators', 'filter', '/', '筛选', 'filter', 3),
  bind('operators', 'copy', 'y', '复制', 'copy', 7),

  bind('audit', 'open', 'Enter', '详情', 'detail', 1),
  bind('audit', 'service', 's', '换服务', 'service', 2),
  bind('audit', 'verify', 'v', '核对', 'verify', 2),
  bind('audit', 'filter', '/', '筛选', 'filter', 3),
  bind('audit', 'more', 'm', '更多', 'more', 4),
  bind('audit', 'copy', 'y', '复制', 'copy', 7),

  bind('sessions', 'end', 'D', '结束会话', 'end it', 1),
  bind('sessions', 'all', 'A', '本人/全部', 'mine or all', 2),
  bind('sessions', 'copy', 'y', '复制', 'copy', 7),

  bind('form', 'submit', 'Ctrl-S F10', '提交', 'submit', 1),
  bind('form', 'next-field', 'Tab', '下一项', 'next field', 2),
  bind('form', 'previous-field', 'Shift-Tab', '上一项', 'previous field', 4),
  bind('form', 'down', 'Down', '下一项或下一个选择', 'next field or choice', 8),
  bind('form', 'up', 'Up', '上一项或上一个选择', 'previous field or choice', 8),
  bind('form', 'change', 'Left Right Space', '换一个选择', 'another choice', 8),
  bind('form', 'leave', 'Esc', '离开', 'leave', 2),

  bind('filter', 'done', 'Enter', '完成', 'done', 1),
  bind('filter', 'drop', 'Esc', '结束输入', 'stop typing', 2),

  bind('typing', 'clear', 'Ctrl-U', '清到行首', 'clear to the left', 8),
  bind('typing', 'clear-right', 'Ctrl-K', '清到行尾', 'clear to the right', 9),
  bind('typing', 'clear-word', 'Ctrl-W', '删一个词', 'delete a word', 8),
  bind('typing', 'line-start', 'Home Ctrl-A', '行首', 'start of the line', 9),
  bind('typing', 'line-end', 'End Ctrl-E', '行尾', 'end of the line', 9),
  bind('typing', 'repaint', 'Ctrl-L', '重画', 'repaint', 9),
  bind('typing', 'lock', 'Ctrl-X', '锁屏', 'lock', 9),
  bind('typing', 'quit', 'Ctrl-C', '退出（按两次）', 'quit (twice)', 8),
  bind('typing', 'help', 'F1', '帮助', 'help', 0),

  bind('global', 'root-board', '1', '挂图', 'wall chart', 6),
  bind('global', 'root-errands', '4', '代办', 'errands', 6),
  bind('global', 'root-mine', '8', '我的', 'mine', 6),
  bind('global', 'root-audit', '7', '审计', 'audit', 8),
  bind('global', 'root-operators', '9', '账号', 'operators', 8),
  bind('global', 'palette', ':', '命令', 'command', 4),
  bind('global', 'search', 'Ctrl-K', '查找', 'search', 4),
  bind('global', 'undo', 'u', '撤回', 'undo', 5),
  bind('global', 'log', '@', '操作日志', 'operation log', 7),
  bind('global', 'back', '[', '后退', 'back', 9),
  bind('global', 'forward', ']', '前进', 'forward', 9),
  bind('global', 'previous', '-', '上一处', 'last view', 9),
  bind('global', 'pause', 'p', '暂停刷新', 'pause', 8),
  bind('global', 'reload', 'r F5', '刷新', 'refresh', 7),
  bind('global', 'lock', 'Ctrl-X', '锁屏', 'lock the screen', 8),
  bind('global', 'repaint', 'Ctrl-L', '重画', 'repaint', 9),
  bind('global', 'escape', 'Esc q', '返回', 'back', 2),
  bind('global', 'quit', 'Ctrl-C', '退出（按两次）', 'quit (twice)', 8),
  bind('global', 'help', '? F1', '帮助', 'help', 0),
];

/** The way to the help, always on the hints line. */
export const HELP_BINDING = BINDINGS.find(({ id, scope }) => id === 'help' && scope === 'global') as Binding;
/** The same while keys are text. */
export const TYPING_HELP_BINDING = BINDINGS.find(({ id, scope }) => id === 'help' && scope === 'typing') as Binding;

/** Names of scopes in the help. */
export const SCOPE_TITLES: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  list: { zh: '列表', en: 'List' },
  board: { zh: '挂图', en: 'Wall chart' },
  errands: { zh: '代办清单', en: 'Errands' },
  errand: { zh: '代办单', en: 'Errand' },
  persons: { zh: '居民', en: 'Residents' },
  person: { zh: '一人一档', en: 'Resident' },
  operators: { zh: '账号', en: 'Operators' },
  audit: { zh: '审计', en: 'Audit' },
  sessions: { zh: '会话', en: 'Sessions' },
  form: { zh: '表单', en: 'Form' },
  filter: { zh: '筛选', en: 'Filter' },
  typing: { zh: '输入文字时', en: 'While typing' },
  global: { zh: '到处可用', en: 'Everywhere' },
};
