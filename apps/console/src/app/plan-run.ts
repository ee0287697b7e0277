import { PlanMedicineRun, type Refusal } from '@houzhai/contracts';
import { counted } from '@houzhai/i18n';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { confirm } from '../overlays/confirm.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { openForm } from '../screens/form.screen.ts';
import { firstHospital } from '../screens/medicine-places.ts';
import { inputOf } from '../widgets/text-input.ts';
import { withField } from '../widgets/form.ts';
import { entryOf } from './errand-actions.ts';
import { say, t, type Model, type Step } from './model.ts';
import type { Navigation } from './navigation.ts';
import { perform, sentence } from './perform.ts';
import { whyNotDo } from './record-actions.ts';

/** Plans a run of what waits for a hospital, after a dry run that says what comes along. */
export function planRun(nav: Navigation, model: Model): Step {
  const title = (at: Model): string => t(at, '编配药批次', 'Plan a medicine run');
  const why = whyNotDo(model, PlanMedicineRun);
  if (why !== undefined) return [say(model, `${title(model)}：${why}`, 'watch'), []];
  const flags = formFlags(entryOf('medicine-run', 'plan').input, { errandIds: undefined, dryRun: false });
  const { me } = model;
  const myself =
    me?.roles.includes('AGENT') === true
      ? { picked: { value: me.operatorId, label: me.displayName, also: me.account }, input: inputOf(me.displayName) }
      : {};
  const line = (form: Parameters<typeof hzLineOf>[3]): string => hzLineOf('medicine-run', 'plan', flags, form, '');
  return openForm(
    model,
    {
      address: 'medicine-run plan',
      title,
      about: (at) => [
        t(at, '先试编：几户、几行同行，谁为何留下；再确认。', 'Tried first: how many households and lines come along, and why others stay; then confirm.'), // prettier-ignore
      ],
      flags,
      people: { role: 'AGENT' },
      submit: (at, input, form, self) =>
        perform(at, {
          contract: PlanMedicineRun,
          input: { ...input, dryRun: true } as never,
          line: `${line(form)} --dry-run`,
          ...self.write,
          commandId: `${self.write.commandId}-trial`,
          done: (trial, now) => {
            const left = trial.rows.flatMap(({ no, refusal }) => (refusal ? [`${no} ${sentence(now, refusal as Refusal)}`] : []));
            const question = {
              title: t(now, `编批：${String(trial.stops)} 户 ${String(trial.lines)} 行`, `Plan ${counted(trial.stops, 'stop')}, ${counted(trial.lines, 'line')}`), // prettier-ignore
              text: [
                t(now, '试编完成，尚未编批。代办单随之由这位代办员受理。', 'Nothing is planned yet. The errands become this agent’s.'),
                ...(left.length === 0 ? [] : [t(now, `留下 ${String(left.length)} 张：`, `${String(left.length)} stay behind:`)]),
                ...left.slice(0, 4),
              ],
              ...(trial.stops > 20 ? { count: trial.stops } : {}),
              run: (then: Model): Step =>
                perform(self.busy(then), {
                  contract: PlanMedicineRun,
                  input: { ...input, dryRun: false } as never,
                  line: line(form),
                  ...self.write,
                  done: ({ run, stops, lines }, after) => {
                    const closed = say(
                      self.close(after),
                      t(after, `✓ ${run?.no ?? ''} 已编批：${String(stops)} 户 ${String(lines)} 行`, `✓ ${run?.no ?? ''} is planned: ${counted(stops, 'stop')}, ${counted(lines, 'line')}`), // prettier-ignore
                      'good',
                      12_000,
                    );
                    return run ? nav.go(closed, `medicine-run ${run.no}`) : [closed, []];
                  },
                }),
            };
            return [openOverlay(self.settle(now), confirm(question)), []];
          },
        }),
      hzLine: line,
    },
    withField(formOf(flags, model.lang, firstHospital(model)), 'agentId', myself),
  );
}
