import { ListServiceModules, PublishServiceModule, type ServiceModuleView } from '@houzhai/contracts';
import { kindLabel } from '@houzhai/i18n';
import { moduleMenu, moduleName, openErrandsOf } from '../app/module-actions.ts';
import { t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { mayDo } from '../app/record-actions.ts';
import type { Column } from '../widgets/columns.ts';
import { listScreen, type Listing } from './listed.ts';

/** Kinds in words, one after the other. */
export const kindsText = ({ lang }: Pick<Model, 'lang'>, kinds: readonly string[]): string =>
  kinds.map((kind) => kindLabel(kind, lang)).join(lang === 'zh' ? '、' : ', ');

function columnsOf(model: Model): readonly Column<ServiceModuleView>[] {
  const count = (value: number): string => (value === 0 ? '·' : String(value));
  return [
    { id: 'code', title: t(model, '代号', 'Code'), width: 13, priority: 1, text: ({ code }) => code },
    {
      id: 'name',
      title: t(model, '名称', 'Name'),
      width: 18,
      grows: true,
      priority: 1,
      text: (row) => `${moduleName(model, row)}${row.active ? '' : t(model, '（停用）', ' (off)')}`,
      tone: ({ active }) => (active ? 'plain' : 'dim'),
    },
    { id: 'kinds', title: t(model, '类别', 'Kinds'), width: 12, priority: 1, text: ({ kinds }) => kindsText(model, kinds) },
    { id: 'fields', title: t(model, '字段', 'Fields'), width: 6, priority: 1, right: true, text: ({ fields }) => count(fields.length) },
    { id: 'form', title: t(model, '版本', 'Form'), width: 5, priority: 1, right: true, text: ({ formVersion }) => String(formVersion) },
    {
      id: 'open',
      title: t(model, '在办', 'Open'),
      width: 6,
      priority: 1,
      right: true,
      text: ({ openErrands = 0 }) => count(openErrands),
    },
    {
      id: 'other',
      title: t(model, 'English', '中文'),
      width: 18,
      grows: true,
      priority: 2,
      text: (row) => (model.lang === 'zh' ? row.en : row.zh),
      tone: () => 'dim',
    },
    {
      id: 'sla',
      title: t(model, '时限', 'Terms'),
      width: 8,
      priority: 3,
      text: ({ sla }) => (Object.keys(sla).length === 0 ? t(model, '默认', 'default') : t(model, '自定', 'own')),
    },
  ];
}

const MODULES = (nav: Navigation): Listing<ServiceModuleView> => ({
  scope: 'service-modules',
  noun: 'service-module',
  views: ['service-module', 'worklist'],
  title: (model) => t(model, '服务模块', 'Service modules'),
  read: (slot, { everything }, got) =>
    read(slot, ListServiceModules, { counted: true, activeOnly: !everything }, ({ rows }, at) => got({ rows, total: rows.length }, at)),
  keyOf: ({ id }) => id,
  noOf: ({ code }) => code,
  placeOf: ({ code }) => `service-module ${code}`,
  copied: (row, model) => columnsOf(model).map((column) => column.text(row)),
  columns: columnsOf,
  heading: (model, { total, rows }) => {
    const open = rows.reduce((sum, { openErrands = 0 }) => sum + openErrands, 0);
    return [
      { text: t(model, `${String(total)} 个模块`, total === 1 ? '1 module' : `${String(total)} modules`) },
      { text: t(model, `  在办 ${String(open)} 单`, `  ${String(open)} open errands`), tone: 'dim' },
    ];
  },
  words: (model) => ({ open: t(model, '启用', 'in use') }),
  empty: (model) =>
    mayDo(model, PublishServiceModule)
      ? t(model, '没有启用的模块；n 新建，A 看全部', 'No module in use; n makes one, A shows all')
      : t(model, '没有启用的模块；请值班长新建', 'No module in use; the duty officer makes one'),
  menu: (model, live) => moduleMenu(model, nav, live),
  more: (id, model, current) =>
    id === 'new'
      ? nav.go(model, 'module-editor')
      : id === 'errands' && current
        ? nav.go(model, openErrandsOf(current.code))
        : id === 'edit' && current
          ? nav.go(model, `module-editor ${current.code}`)
          : undefined,
});

/** Service modules 服务模块: what errands can be about, and how many are open of each. */
export const openServiceModules = (nav: Navigation, uid: number, address: string): Screen => listScreen(MODULES(nav), nav, uid, address);
