import { describe, expect, test } from 'vitest';
import { keyOf } from '../widgets/test/keys.ts';
import { NOW, grantOf } from '../widgets/test/play.ts';
import { paint } from './frame.ts';
import type { Effect, Model, Msg } from './model.ts';
import { keyPressed, sessionEnded, signedIn, start, tick } from './update.ts';

const MINUTE = 60_000;
/** A console whose world does nothing by itself. */
class Play {
  model: Model = start({ lang: 'zh', server: 'nats://test', size: { columns: 100, rows: 30 }, now: NOW, newId: () => 'command-1' });
  effects: readonly Effect[] = [];
  take(msg: Msg): this {
    [this.model, this.effects] = msg(this.model);
    return this;
  }
  keys(...names: readonly string[]): this {
    for (const name of names) {
      const letter = /^Ctrl-(.)$/.exec(name)?.[1];
      this.take(keyPressed(letter === undefined ? keyOf(name) : keyOf(letter.toLowerCase(), { ctrl: true })));
    }
    return this;
  }
  get screen(): string {
    return paint(this.model, false).lines.join('\n');
  }
}
const signed = (readOnly = false): Play => new Play().take(signedIn(grantOf(['DUTY_OFFICER']), readOnly)).take(tick(NOW));

describe('the lock of the screen', () => {
  test('closes after the minutes of the policy without a key, and not before', () => {
    const play = signed().take(tick(NOW + 5 * MINUTE - 1));
    expect(play.model.locked).toBeUndefined();
    play.keys('j').take(tick(NOW + 10 * MINUTE - 2));
    expect(play.model.locked).toBeUndefined();
    play.take(tick(NOW + 10 * MINUTE));
    expect(play.screen).toContain('已锁屏');
    expect(play.screen).not.toContain('值班长');
  });

  test('spares a wall chart that can change nothing, and nothing else of a read-only session', () => {
    const play = signed(true).take(tick(NOW + 60 * MINUTE));
    expect(play.model.locked).toBeUndefined();
    play.keys('4').take(tick(NOW + 120 * MINUTE));
    expect(play.model.locked).toBeDefined();
  });

  test('is not there before somebody signed in, and goes with the session', () => {
    const play = new Play().take(tick(NOW + 60 * MINUTE)).keys('Ctrl-X');
    expect(play.model.locked).toBeUndefined();
    expect(
      signed()
        .keys('Ctrl-X')
        .take(sessionEnded({ why: 'DISABLED', by: '管理员' })).screen,
    ).toContain('账号已由 管理员 停用');
  });

  test('takes every key as part of the password; what it hides is as it was', () => {
    const play = signed().keys('4');
    const before = play.model.stack;
    play.keys('Ctrl-X', '4', 'q', 'backspace', 'enter');
    expect(play.effects).toMatchObject([{ do: 'command', contract: { name: 'UnlockSession' }, input: { password: '4' } }]);
    expect(play.screen).toContain('正在解锁');
    const [effect] = play.effects;
    if (effect?.do !== 'command') throw new Error('nothing was sent');
    play.take(effect.then({ ok: false, refusal: { code: 'session.wrong-credentials', params: { triesLeft: 2 } } }));
    expect(play.screen).toContain('还可尝试 2 次');
    play.take(effect.failed('unavailable'));
    expect(play.screen).toContain('联系不上');
    play.take(effect.then({ ok: true, value: { unlocked: true } }));
    expect(play.model.locked).toBeUndefined();
    expect(play.model.stack).toBe(before);
  });

  test('still lets the console be quit with Ctrl-C twice', () => {
    const play = signed().keys('Ctrl-X', 'Ctrl-C', 'Ctrl-C');
    expect(play.effects.map(({ do: what }) => what)).toEqual(['sign-out', 'quit']);
  });
});
