import type { Binding } from '../widgets/keymap.ts';
import { bind } from './bind.ts';

/** Keys of service modules (the list, the card, the draft, its preview) and of the money of errands. */
export const MODULE_BINDINGS: readonly Binding[] = [
  bind('service-modules', 'open', 'Enter', '打开', 'open', 1),
  bind('service-modules', 'actions', 'x', '操作', 'actions', 2),
  bind('service-modules', 'edit', 'e', '编辑', 'edit', 2),
  bind('service-modules', 'new', 'n', '新建', 'new', 3),
  bind('service-modules', 'errands', 'o', '在办代办', 'open errands', 3),
  bind('service-modules', 'all', 'A', '启用/全部', 'in use or all', 5),
  bind('service-modules', 'copy', 'y', '复制', 'copy', 7),

  bind('service-module', 'edit', 'e', '编辑', 'edit', 1),
  bind('service-module', 'actions', 'x', '操作', 'actions', 1),
  bind('service-module', 'errands', 'o', '在办代办', 'open errands', 2),
  bind('service-module', 'copy', 'y', '复制', 'copy', 7),

  bind('module-editor', 'open', 'Enter e', '填写这一行', 'change the line', 1),
  bind('module-editor', 'add-field', 'a', '加字段', 'add a question', 1),
  bind('module-editor', 'field-up', 'K', '字段上移', 'move it up', 3),
  bind('module-editor', 'field-down', 'J', '字段下移', 'move it down', 3),
  bind('module-editor', 'retire', 'D', '停用字段', 'retire it', 3),
  bind('module-editor', 'preview', 'p Ctrl-S F10', '预览并发布', 'preview, publish', 1),
  bind('module-editor', 'rebase', 'b', '并入他人版本', 'onto their version', 5),

  bind('module-preview', 'publish', 'y', '发布', 'publish', 1),

  bind('money', 'open', 'Enter', '明细', 'its lines', 1),
  bind('money', 'moment', 't', '某一时刻', 'as of a moment', 2),
  bind('money', 'export', 'E', '导出 CSV', 'to a CSV file', 3),
  bind('money', 'copy', 'y', '复制', 'copy', 7),

  bind('money-entries', 'open', 'Enter', '代办单', 'the errand', 1),
  bind('money-entries', 'export', 'E', '导出 CSV', 'to a CSV file', 2),
  bind('money-entries', 'all', 'A', '未结/全部', 'open or all', 4),
  bind('money-entries', 'copy', 'y', '复制', 'copy', 7),
];
