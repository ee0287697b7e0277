import { UnlockSession } from '@houzhai/contracts';
import { box, type Line } from '../paint/styled.ts';
import type { Key } from '../terminal/keys.ts';
import { displayWidth } from '../terminal/width.ts';
import { edit, emptyInput, windowOf, type TextInput } from '../widgets/text-input.ts';
import { send, t, top, type Frame, type Model, type Step } from './model.ts';
import { failureText, sentence } from './perform.ts';

/** A locked screen: nothing of what lies behind it is seen, everything of it goes on. */
export interface Lock {
  readonly input: TextInput;
  readonly busy: boolean;
  /** Why it is still locked. */
  readonly said?: string;
}

/** Hides everything until the password is given; what was typed and opened stays. */
export const lockScreen = (model: Model): Model =>
  model.me && !model.locked ? { ...model, locked: { input: emptyInput, busy: false } } : model;

/** Whether nobody has pressed a key for as long as the policy allows. A wall chart that can change nothing hangs where people walk by: it stays. */
export function isDueToLock({ me, touchedAt, now, stack, locked }: Model): boolean {
  if (!me || locked) return false;
  const isWall = me.readOnly && top({ stack })?.address === 'board';
  return !isWall && now - touchedAt >= me.lockAfterMinutes * 60_000;
}

/** A key while locked: the password, Enter. */
export function lockKey(model: Model, lock: Lock, key: Key): Step {
  if (lock.busy) return [model, []];
  if (key.name === 'enter') return lock.input.text === '' ? [model, []] : unlock(model, lock);
  if (key.name === 'escape') return [{ ...model, locked: { input: emptyInput, busy: false } }, []];
  const input = edit(lock.input, key);
  return input ? [{ ...model, locked: { input, busy: false } }, []] : [model, []];
}

function unlock(model: Model, lock: Lock): Step {
  const stays =
    (said: (at: Model) => string) =>
    (at: Model): Step => [at.locked ? { ...at, locked: { input: emptyInput, busy: false, said: said(at) } } : at, [{ do: 'bell' }]];
  return [
    { ...model, locked: { ...lock, busy: true } },
    [
      send(
        UnlockSession,
        { password: lock.input.text },
        model.newId(),
        (outcome) => {
          if (!outcome.ok) return stays((at) => sentence(at, outcome.refusal));
          return ({ locked: _, ...at }) => [{ ...at, touchedAt: at.now }, []];
        },
        (why) => stays((at) => failureText(at, why)),
      ),
    ],
  ];
}

/** The locked screen, all of it. */
export function lockFrame(model: Model, lock: Lock): Frame {
  const { columns, rows } = model.size;
  const inner = Math.max(20, Math.min(columns - 4, 60));
  const label = t(model, '口令  ', 'Password  ');
  const { text, x } = windowOf(
    { text: '•'.repeat(Array.from(lock.input.text).length), at: lock.input.at },
    inner - displayWidth(label) - 6,
  );
  const state = lock.busy
    ? t(model, '正在解锁…', 'Unlocking …')
    : (lock.said ?? t(model, 'Enter 解锁 · Ctrl-C 两次退出', 'Enter unlocks · Ctrl-C twice quits'));
  const body: Line[] = [
    [{ text: model.me?.account ?? '', tone: 'title' }],
    [{ text: label }, { text }],
    [{ text: state, tone: lock.said === undefined ? 'dim' : 'alarm' }],
  ];
  const framed = box(t(model, '已锁屏', 'Locked'), body, inner);
  const left = Math.max(0, Math.floor((columns - inner) / 2));
  const above = Math.max(0, Math.floor((rows - framed.length) / 3));
  return {
    lines: [...Array.from({ length: above }, (): Line => []), ...framed.map((spans): Line => [{ text: ' '.repeat(left) }, ...spans])],
    cursor: { x: left + 2 + displayWidth(label) + x, y: above + 2 },
  };
}
