import type { Command, Outcome, OutputOf, Query, Refusal } from '@houzhai/contracts';
import { clockTime, sentenceOf } from '@houzhai/i18n';
import type { z } from 'zod';
import { ask, say, send, t, type Effect, type Failure, type LoggedWrite, type Model, type Msg, type Step } from './model.ts';
import { receiptOf, type Receipt } from './receipt.ts';

/** Whether a refusal says that the write was handed in and waits for a second person: no failure. */
export const waits = (refusal: Refusal): refusal is Refusal<'access.second-person-required'> =>
  refusal.code === 'access.second-person-required';

/** A refusal as a sentence, people by their names; what waits for a second person says where it can be looked at here. */
export function sentence(model: Model, refusal: Refusal): string {
  if (waits(refusal)) {
    const when = clockTime(refusal.params.until, model.lang, new Date(model.now).toISOString());
    return t(model, `● 已提交，须由另一人在 ${when} 前批准；6 待批可看结果`, `● Handed in: somebody else must agree before ${when}; 6 shows what becomes of it`); // prettier-ignore
  }
  return sentenceOf(refusal, { lang: model.lang, operator: (id) => model.colleagues.get(id)?.displayName ?? id.slice(-6) });
}

/** Why an answer did not come, and what to do. */
export function failureText(model: Model, why: Failure): string {
  switch (why) {
    case 'unavailable':
      return t(model, '服务暂时联系不上，未执行；恢复后再试', 'The service cannot be reached, nothing was done; try again when it is back');
    case 'unknown-outcome':
      return t(
        model,
        '没有等到回音，可能已执行；再次提交不会重复执行',
        'No answer came, it may have been done; sending again has no second effect',
      );
    case 'cancelled':
      return t(model, '已取消', 'Cancelled');
    case 'fault':
      return t(
        model,
        '服务出错，未执行；请稍后再试或联系平台管理员',
        'The service failed, nothing was done; try later or tell the administrator',
      );
  }
}

/** A write as the console does it. */
export interface Performance<C extends Command> {
  readonly contract: C;
  readonly input: z.input<C['input']>;
  /** The same as a command line, for the operation log. */
  readonly line: string;
  /** The same id when the same write is sent again because no answer came. */
  readonly commandId?: string;
  readonly done: (value: OutputOf<C>, model: Model) => Step;
  readonly refused?: (refusal: Refusal, model: Model) => Step;
  readonly failed?: (why: Failure, commandId: string, model: Model) => Step;
  readonly undo?: LoggedWrite['undo'];
}

/** Why nothing may be written now; undefined when it may. */
export function whyNoWrites(model: Model): string | undefined {
  if (model.me?.readOnly) return t(model, '只读会话，不能操作', 'Read-only session: nothing can be changed');
  if (model.link === 'offline')
    return t(model, '已断线，暂不能提交；内容保留，恢复后再提交', 'Offline: nothing can be sent now; what you typed is kept');
  return undefined;
}

/** Every screen knows at once what a receipt says. */
const told = (model: Model, receipt: Receipt | undefined): Model =>
  receipt ? model.stack.reduce((at, screen) => screen.onReceipt?.(receipt, at) ?? at, model) : model;

/** Sends a command; every outcome is said on the message line and kept in the operation log. */
export function perform<C extends Command>(model: Model, write: Performance<C>): Step {
  const blocked = whyNoWrites(model);
  if (blocked !== undefined) return [say(model, blocked, 'watch'), []];
  const commandId = write.commandId ?? model.newId();
  const log = (at: Model, result: string, good: boolean): Model => ({
    ...at,
    log: [...at.log, { at: at.now, line: write.line, result, good, ...(good && write.undo ? { undo: write.undo } : {}) }].slice(-200),
  });
  const then =
    (outcome: Outcome<OutputOf<C>>): Msg =>
    (at) => {
      if (outcome.ok) return write.done(outcome.value, told(log(at, t(at, '成功', 'done'), true), receiptOf(outcome.value)));
      const text = sentence(at, outcome.refusal);
      const handedIn = waits(outcome.refusal);
      const after = log(at, text, handedIn);
      return write.refused?.(outcome.refusal, after) ?? [say(after, text, handedIn ? 'watch' : 'alarm', 12_000), []];
    };
  const failed =
    (why: Failure): Msg =>
    (at) => {
      const text = failureText(at, why);
      const after = say(log(at, text, false), text, 'alarm', 12_000);
      return write.failed?.(why, commandId, after) ?? [after, []];
    };
  return [model, [send(write.contract, write.input, commandId, then, failed)]];
}

/** The usual answer to a query that failed: say it, unless the line about services that are away does, and keep what is shown. */
export const queryFailed =
  (why: Failure): Msg =>
  (model) => [
    why === 'cancelled' || why === 'unavailable'
      ? model
      : say(
          model,
          why === 'fault'
            ? failureText(model, why)
            : t(model, '读取超时，显示的是较早的数据；r 重试', 'Reading timed out, older data is shown; r tries again'),
          'watch',
        ),
    [],
  ];

/** A query whose refusal is said, unless somebody else wants it, and without an answer everything stays as it is. */
export const read = <Q extends Query>(
  slot: string,
  contract: Q,
  input: z.input<Q['input']>,
  got: (value: OutputOf<Q>, model: Model) => Step,
  refused: (model: Model) => Model = (model) => model,
): Effect =>
  ask(
    slot,
    contract,
    input,
    (outcome) => (at) => (outcome.ok ? got(outcome.value, at) : [say(refused(at), sentence(at, outcome.refusal), 'alarm'), []]),
    queryFailed,
  );
