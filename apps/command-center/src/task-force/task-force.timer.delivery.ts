import { Inject, Injectable } from '@nestjs/common';
import { KIT, WakingRecords, type Kit } from '@houzhai/service';
import { TaskForceCommands } from './task-force.commands.ts';

/** Lets time act on teams: absences end, planned deployments begin, overdue ones are told. */
@Injectable()
export class TaskForceTimer extends WakingRecords {
  constructor(@Inject(KIT) kit: Kit, @Inject(TaskForceCommands) teams: TaskForceCommands) {
    super(kit, {
      service: 'command-center',
      schema: 'command_center',
      table: 'task_force',
      operation: 'TaskForceTimer',
      tick: (id, version, call) => teams.tick(id, version, call),
    });
  }
}
