import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import { dayOf } from '@houzhai/calendar';
import * as C from '@houzhai/contracts';
import { refuse, type InputOf, type SheetReceipt } from '@houzhai/contracts';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { roundMeant } from '../screening/campaign.store.ts';
import { ScreeningPolicyValues } from '../screening/screening-policy.ts';
import { halfOf } from '../screening/unit.ts';
import { doorsOf } from '../screening/unit-list.store.ts';
import { commonPath, type WorkSheet } from './work-sheet.ts';
import { findSheet, halfDaysToDo, sheetChange, sheetReceipt } from './work-sheet.store.ts';

@Injectable()
export class WorkSheetCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;
  private readonly policies: PolicyReader<typeof ScreeningPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'census_screening');
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'screening', shape: ScreeningPolicyValues });
  }

  @Handles(C.PrintFollowUpSheet)
  print(input: InputOf<typeof C.PrintFollowUpSheet>, call: Call) {
    return this.kit.unitOfWork.run<SheetReceipt, 'sheet.nothing-to-do'>(call, async (work) => {
      const day = input.day ?? dayOf(work.now).toString();
      const todo = await halfDaysToDo(work.pool, call.caller, { ...input, day });
      if (todo.length === 0) return refuse('sheet.nothing-to-do', { day, half: input.half });
      return this.save(work, call, {
        kind: 'FOLLOW_UPS',
        area: input.area,
        path: commonPath(todo.map(({ path }) => path)),
        day,
        half: input.half,
        entries: todo.map(({ isolationId, date, half }) => ({ isolationId, date, half })),
        doors: [],
      });
    });
  }

  @Handles(C.PrintDoorSheet)
  printDoors({ day, half, ...filter }: InputOf<typeof C.PrintDoorSheet>, call: Call) {
    return this.kit.unitOfWork.run<SheetReceipt, 'sheet.no-doors' | 'sheet.too-many-doors'>(call, async (work) => {
      const round = await roundMeant(work.pool, filter);
      const doors = round ? await doorsOf(work.pool, round.id, filter, call.caller) : [];
      const [first] = doors;
      if (!round || !first) return refuse('sheet.no-doors', {});
      if (doors.length > C.DOORS_ON_SHEET) return refuse('sheet.too-many-doors', { doors: doors.length, most: C.DOORS_ON_SHEET });
      const { secondHalfFrom } = await this.policies.inForce(work.now);
      return this.save(work, call, {
        kind: 'DOORS',
        area: doors.every(({ area }) => area === first.area) ? first.area : 'a00',
        path: commonPath(doors.map(({ path }) => path)),
        day: day ?? dayOf(work.now).toString(),
        half: half ?? halfOf(work.now, secondHalfFrom),
        entries: [],
        campaignId: round.id,
        doors: doors.map(({ id }) => id),
      });
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

  /** Under the next number of the day. */
  private async save(work: Work, call: Call, what: Omit<WorkSheet, 'id' | 'no' | 'status' | 'printedAt' | 'printedBy'>) {
    const printedOn = dayOf(work.now).toString();
    const sheet: WorkSheet = {
      ...what,
      id: uuidv7(work.now.epochMilliseconds),
      no: formatBusinessNumber({ prefix: 'WS', date: printedOn, sequence: await this.numbers.next('WS', printedOn) }),
      status: 'PRINTED',
      printedAt: work.now,
      printedBy: actorOf(call.caller),
    };
    return work.save(sheetChange(sheet, 0, work.now), sheetReceipt(sheet, 0));
  }
}
