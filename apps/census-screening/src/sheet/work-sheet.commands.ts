import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import { dayOf } from '@houzhai/calendar';
import * as C from '@houzhai/contracts';
import { refuse, type InputOf, type SheetReceipt } from '@houzhai/contracts';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, uuidv7 } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { commonPath } from './work-sheet.ts';
import { findSheet, halfDaysToDo, sheetChange, sheetReceipt } from './work-sheet.store.ts';

@Injectable()
export class WorkSheetCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'census_screening');
  }

  @Handles(C.PrintFollowUpSheet)
  print(input: InputOf<typeof C.PrintFollowUpSheet>, call: Call) {
    return this.kit.unitOfWork.run<SheetReceipt, 'sheet.nothing-to-do'>(call, async (work) => {
      const day = input.day ?? dayOf(work.now).toString();
      const todo = await halfDaysToDo(work.pool, call.caller, { ...input, day });
      if (todo.length === 0) return refuse('sheet.nothing-to-do', { day, half: input.half });
      const printedOn = dayOf(work.now).toString();
      const sheet = {
        id: uuidv7(work.now.epochMilliseconds),
        no: formatBusinessNumber({ prefix: 'WS', date: printedOn, sequence: await this.numbers.next('WS', printedOn) }),
        status: 'PRINTED' as const,
        area: input.area,
        path: commonPath(todo.map(({ path }) => path)),
        day,
        half: input.half,
        printedAt: work.now,
        printedBy: actorOf(call.caller),
        entries: todo.map(({ isolationId, date, half }) => ({ isolationId, date, half })),
      };
      return work.save(sheetChange(sheet, 0, work.now), sheetReceipt(sheet, 0));
    });
  }

  @Handles(C.DestroySheet)
  destroy(input: InputOf<typeof C.DestroySheet>, call: Call) {
    return this.kit.unitOfWork.run<SheetReceipt, 'sheet.destroyed' | 'record.not-found'>(call, async (work) => {
      const found = await findSheet(work.pool, input.no, call.caller);
      if (!found) return refuse('record.not-found', { entity: 'work-sheet' });
      const { sheet, version } = found;
      if (sheet.status === 'DESTROYED') return refuse('sheet.destroyed', {});
      const destroyed = { ...sheet, status: 'DESTROYED' as const, witness: input.witness };
      return work.save(sheetChange(destroyed, version, work.now), sheetReceipt(destroyed, version));
    });
  }
}
