import { PublishServiceModule, SetServiceModuleActive, type ServiceModuleView } from '@houzhai/contracts';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { t, type Model, type Step } from './model.ts';
import type { Navigation } from './navigation.ts';
import { deedItem, takeDeed } from './record-actions.ts';

/** A module as a screen shows it, and how to look at it again. */
export interface LiveModule {
  readonly row: ServiceModuleView;
  readonly now: (model: Model) => ServiceModuleView | undefined;
}

/** What a module is called in the console's language. */
export const moduleName = ({ lang }: Pick<Model, 'lang'>, module: Pick<ServiceModuleView, 'zh' | 'en'>): string => module[lang];

/** Everything that can be done to a module. */
export const moduleMenu = (model: Model, nav: Navigation, live: LiveModule) =>
  menu(`${live.row.code} · ${moduleName(model, live.row)}`, (at: Model): readonly MenuItem[] => {
    const { active } = live.now(at) ?? live.row;
    return [
      deedItem(at, 'e', t(at, '编辑表单与时限', 'Edit form and terms'), PublishServiceModule, undefined, (now) =>
        nav.go(now, `module-editor ${live.row.code}`),
      ),
      deedItem(at, 'D', t(at, '停用', 'Switch off'), SetServiceModuleActive, active ? undefined : t(at, '已停用', 'it is off'), (now) =>
        switchModule(now, live, false),
      ),
      deedItem(
        at,
        'b',
        t(at, '重新启用', 'Switch on again'),
        SetServiceModuleActive,
        active ? t(at, '已启用', 'it is in use') : undefined,
        (now) => switchModule(now, live, true),
      ),
      { key: 'o', label: t(at, '在办代办', 'Open errands'), run: (now): Step => nav.go(now, openErrandsOf(live.row.code)) },
    ];
  });

/** Where the open errands of a module are listed. */
export const openErrandsOf = (code: string): string => `errands module=${code} open=true`;

function switchModule(model: Model, live: LiveModule, active: boolean): Step {
  const { row } = live;
  const name = moduleName(model, row);
  const open = row.openErrands ?? 0;
  return takeDeed(model, {
    contract: SetServiceModuleActive,
    noun: 'service-module',
    verb: 'set-active',
    subject: row.code,
    title: (at) => (active ? t(at, `重新启用 · ${name}`, `Switch on · ${name}`) : t(at, `停用 · ${name}`, `Switch off · ${name}`)),
    about: (at) => [
      active
        ? t(at, '新的代办可以再选它。', 'New errands can use it again.')
        : t(at, `新的代办不再能选它；在办 ${String(open)} 单照常办完，旧单照常显示。`, `New errands cannot use it; its ${String(open)} open errands go on, old ones show as before.`),
    ],
    fixed: (at) => ({ module: row.code, active, expectedVersion: (live.now(at) ?? row).version }),
    done: (_, at) => (active ? t(at, `✓ ${name} 已启用`, `✓ ${name} is in use`) : t(at, `✓ ${name} 已停用`, `✓ ${name} is switched off`)),
  }); // prettier-ignore
}
