import { RecordFollowUp, type OutputOf, type SheetLine, type SheetRow } from '@houzhai/contracts';
import { slotStatusLabel } from '@houzhai/i18n';
import { say, t, type Model, type Step } from '../app/model.ts';
import { reloadAll } from '../app/navigation.ts';
import { perform } from '../app/perform.ts';
import { whyNotDo } from '../app/record-actions.ts';
import { formOf } from '../commands/command-form.ts';
import type { Flag } from '../hz/flags.ts';
import { happenedAt, keyedLine } from '../sheets/keyed-line.ts';
import { entered, type Form } from '../widgets/form.ts';
import { scopeName } from './areas.ts';
import { openForm, type FormSpec } from './form.screen.ts';

const WORDS: Flag = { path: 'sheet-line', name: 'sheet-line', kind: 'text', required: true, repeated: false, description: '' };

/** Whether a line still waits to be keyed. */
export const isOpen = ({ status }: SheetLine): boolean => status === 'NOT_PERFORMED' || status === 'MISSED';

/** Keys the lines of a sheet one after the other, from this one on; the form stays open until none is left. */
export function keySheetFrom(model: Model, row: SheetRow, lines: readonly SheetLine[], from: SheetLine): Step {
  const why = whyNotDo(model, RecordFollowUp);
  if (why !== undefined) return [say(model, why, 'watch'), []];
  return openForm(model, specOf(row, lines, from), fresh(model));
}

const fresh = (model: Model): Form => formOf([WORDS], model.lang);

function specOf(row: SheetRow, lines: readonly SheetLine[], line: SheetLine): FormSpec {
  const words = (form: Form): string => entered(form, WORDS.path);
  return {
    address: `sheet key ${row.no}`,
    title: (at) => `${t(at, `第 ${String(line.line)} 行`, `line ${String(line.line)}`)} · ${line.label} · ${scopeName(at, line.path)}`,
    about: (at) => [
      t(
        at,
        `第 ${String(line.nth)}/${String(line.slots)} 次。365 是 36.5；时间 0930；方式 门 电 视 报；没有测量写 -。`,
        `Half-day ${String(line.nth)} of ${String(line.slots)}. 365 is 36.5; time 0930; way d p v s; - where none was taken.`,
      ),
    ],
    flags: [WORDS],
    check: (form, at) => {
      const keyed = keyedLine(words(form));
      return new Map(keyed.ok || words(form) === '' ? [] : [[WORDS.path, keyed.why[at.lang]]]);
    },
    submit: (at, _, form, self) => {
      const keyed = keyedLine(words(form));
      if (!keyed.ok) return [self.settle(at), []];
      const { temperature, time, method, symptoms } = keyed.value;
      const occurredAt = happenedAt(time, line.date);
      return perform(at, {
        contract: RecordFollowUp,
        input: {
          isolationId: line.isolationId,
          date: line.date,
          half: line.half,
          method,
          symptoms: [...symptoms],
          sheetNo: row.no,
          ...(temperature === undefined ? {} : { temperature }),
          ...(occurredAt === undefined ? {} : { occurredAt }),
        },
        line: lineOf(row, line),
        ...self.write,
        done: (receipt, after) => next(row, lines, line, receipt, after, self),
      });
    },
    hzLine: () => lineOf(row, line),
  };
}

/** The same from a shell; what was measured stands in no log. */
const lineOf = ({ no }: SheetRow, { line }: SheetLine): string => `hz sheet key ${no} "${String(line)} …"`;

/** The line after it that waits, then those before it; the form closes when none does. */
function next(
  row: SheetRow,
  lines: readonly SheetLine[],
  done: SheetLine,
  receipt: OutputOf<typeof RecordFollowUp>,
  model: Model,
  self: Parameters<FormSpec['submit']>[3],
): Step {
  const left = lines.map((one) => (one.line === done.line ? { ...one, status: 'SEEN_OK' as const } : one));
  const following = [...left.filter(({ line }) => line > done.line), ...left].find(isOpen);
  const said = `✓ ${String(done.line)} ${receipt.no} ${slotStatusLabel('SEEN_OK', model.lang)}`;
  if (!following) {
    const all = t(model, `✓ ${row.no} 已全部回录`, `✓ ${row.no} is keyed back`);
    return reloadAll(say(self.close(model), all, 'good', 12_000));
  }
  return reloadAll(self.next(say(model, said, 'good', 12_000), specOf(row, left, following), fresh(model)));
}
