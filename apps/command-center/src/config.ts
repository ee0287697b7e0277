import type { ServiceSpec } from '@houzhai/service';
import { CommandCenterModule } from './command-center.module.ts';
import { commandCenterStore } from './command-center.store.ts';

/** What makes this process the command centre. */
export const commandCenterService: ServiceSpec = {
  service: 'command-center',
  store: commandCenterStore,
  module: CommandCenterModule,
  views: { 'broken-glass': 'broken-glass', alert: 'alert', 'task-force': 'task-force', 'combat-unit': 'combat-unit' },
  readerViews: { 'command-center--board': 'board' },
};
