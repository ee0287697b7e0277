import type { SessionGrant } from '@houzhai/contracts';
import { paint } from '../../app/frame.ts';
import type { Effect, Model, Msg } from '../../app/model.ts';
import { keyPressed, signedIn, start } from '../../app/update.ts';
import { keyOf, typed } from './keys.ts';

/** Every test is at nine in the morning. */
export const NOW = Date.parse('2020-02-14T09:00:00+08:00');
const ID = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99';

/** What a sign-in gives somebody of the whole subdistrict with these roles. */
export const grantOf = (
  roles: SessionGrant['operator']['roles'],
  { operatorId = ID, account = 'duty', displayName = '值班长' }: Partial<SessionGrant['operator']> = {},
): SessionGrant => ({
  token: 't',
  refreshToken: 'r',
  expiresAt: '2020-02-14T10:00:00+08:00',
  sessionId: ID,
  inbox: '_INBOX.x',
  lockAfterMinutes: 5,
  operator: {
    operatorId,
    account,
    displayName,
    roles,
    scope: ['houzhai'],
    mustChangePassword: false,
    secondFactor: false,
    mustEnrol: false,
  },
});

/** How a console is set up; somebody with a grant is signed in. */
export interface PlayOptions {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly grant?: SessionGrant;
  readonly lang?: 'zh' | 'en';
  readonly columns?: number;
  readonly rows?: number;
}

/** A console with a world of fixed answers around it: by contract name, a value or what the input makes of it. */
export class Play {
  model: Model;
  readonly done: Effect[] = [];
  answers: Record<string, unknown>;

  constructor({ answers = {}, grant, lang = 'zh', columns = 120, rows = 40 }: PlayOptions = {}) {
    this.answers = { ListOperators: { rows: [] }, ...answers };
    this.model = start({ lang, server: 'nats://test', size: { columns, rows }, now: NOW, newId: () => 'command-1' });
    if (grant) this.take(signedIn(grant));
  }

  take(msg: Msg): this {
    const [model, effects] = msg(this.model);
    this.model = model;
    for (const effect of effects) {
      this.done.push(effect);
      if (effect.do !== 'query' && effect.do !== 'command') continue;
      const answer = this.answers[effect.contract.name];
      const value = typeof answer === 'function' ? (answer as (input: unknown) => unknown)(effect.input) : answer;
      if (value !== undefined) this.take(effect.then({ ok: true, value }));
    }
    return this;
  }

  keys(...names: readonly string[]): this {
    for (const name of names) this.take(keyPressed(keyOf(name)));
    return this;
  }

  type(text: string): this {
    for (const key of typed(text)) this.take(keyPressed(key));
    return this;
  }

  /** What is on the screen, without colours. */
  get screen(): string {
    return paint(this.model, false)
      .lines.join('\n')
      .replaceAll(/\u001b\[[\d;]*m/g, '');
  }

  /** Commands that were sent. */
  get sent(): Extract<Effect, { do: 'command' }>[] {
    return this.done.filter((effect) => effect.do === 'command');
  }

  /** Queries that were asked. */
  get asked(): Extract<Effect, { do: 'query' }>[] {
    return this.done.filter((effect) => effect.do === 'query');
  }

  /** What waits for its time. */
  get later(): Extract<Effect, { do: 'later' }>[] {
    return this.done.filter((effect) => effect.do === 'later');
  }
}
