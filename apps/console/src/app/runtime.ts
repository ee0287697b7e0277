import { homedir } from 'node:os';
import { WhoAmI, liveViewsFor, type Service } from '@houzhai/contracts';
import {
  Cancelled,
  OutcomeUnknown,
  SessionOver,
  Unavailable,
  followView,
  openSession,
  signIn,
  type HeldSession,
  type OperatorSession,
} from '@houzhai/messaging';
import { heard } from './away.ts';
import { reloadAll } from './navigation.ts';
import { HzFailure } from '../hz/failure.ts';
import { rowsOf } from '../hz/sheet-file.ts';
import { exported, printed, tabled, typeset } from './printing.ts';
import { linkChanged, postingChanged, sessionEnded, tick, viewChanged } from './update.ts';
import { longWaits } from './waiting.ts';
import type { Effect, Failure, LiveView, Model, Msg } from './model.ts';

/** What the runtime needs of the terminal. */
export interface Surface {
  /** The model changed: paint it. */
  readonly render: (model: Model) => void;
  readonly copy: (text: string) => void;
  readonly bell: () => void;
  readonly repaint: () => void;
  readonly quit: () => void;
}

/** The first change of a live view is asked for at once; those that follow are gathered for so long. */
const GATHER_MS = 60;
/** When many rows change at once nobody follows each: news are asked for ever less often, down to twice a second. */
const MANY = { changes: 3, mostMs: 500 };
const HEALTH_MS = 5_000;
const SLOW_MS = 1_000;

/** Runs the console: takes messages, does what they ask for in the world, paints. */
export class Runtime {
  private model: Model;
  private readonly surface: Surface;
  private session: OperatorSession | undefined;
  private stopFollowing: () => void = () => undefined;
  private painting = false;
  private readonly asking = new Map<string, AbortController>();
  private readonly gathered = new Map<LiveView, Set<string> | 'all'>();
  private gathering: NodeJS.Timeout | undefined;
  private gatherMs = GATHER_MS;
  private readonly timers: NodeJS.Timeout[];

  constructor(model: Model, surface: Surface) {
    this.model = model;
    this.surface = surface;
    this.timers = [setInterval(() => this.dispatch(tick(Date.now())), 500), setInterval(() => void this.health(), HEALTH_MS)];
  }

  /** The model as it is. */
  get current(): Model {
    return this.model;
  }

  /** Takes a message; the screen is painted once for all that come in one turn. */
  dispatch(msg: Msg): void {
    const [next, effects] = msg({ ...this.model, now: Date.now() });
    this.model = next;
    for (const effect of effects) this.run(effect);
    if (this.painting) return;
    this.painting = true;
    queueMicrotask(() => {
      this.painting = false;
      this.surface.render(this.model);
    });
  }

  /** Calls off queries that take so long that it is said: Escape. */
  cancelReading(): void {
    for (const slot of longWaits(this.model).keys()) this.asking.get(slot)?.abort();
  }

  /** Ends the timers and the connection. */
  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.leave(false);
  }

  private run(effect: Effect): void {
    switch (effect.do) {
      case 'query':
        void this.ask(effect);
        return;
      case 'command':
        void this.send(effect);
        return;
      case 'sign-in':
        void this.signIn(effect);
        return;
      case 'sign-out':
        void this.leave(true);
        return;
      case 'renew':
        void this.renew(effect);
        return;
      case 'print':
      case 'typeset':
      case 'export':
      case 'table':
        void this.toFile(effect);
        return;
      case 'read-file':
        void this.readFile(effect);
        return;
      case 'later':
        setTimeout(() => this.dispatch(effect.then), effect.ms).unref();
        return;
      case 'copy':
        this.surface.copy(effect.text);
        return;
      case 'bell':
        this.surface.bell();
        return;
      case 'repaint':
        this.surface.repaint();
        return;
      case 'quit':
        setTimeout(() => this.surface.quit(), 0);
    }
  }

  private pending(label: string, on: boolean): void {
    const pending = new Map(this.model.pending);
    if (on) pending.set(label, Date.now());
    else pending.delete(label);
    this.model = { ...this.model, pending };
  }

  private async ask(effect: Extract<Effect, { do: 'query' }>): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.asking.get(effect.slot)?.abort();
    const controller = new AbortController();
    this.asking.set(effect.slot, controller);
    this.pending(effect.slot, true);
    const settle = (msg: Msg): void => {
      if (this.asking.get(effect.slot) !== controller) return;
      this.asking.delete(effect.slot);
      this.pending(effect.slot, false);
      if (this.session === session) this.dispatch(msg);
    };
    try {
      const outcome = await session.client.query(effect.contract, effect.input, { signal: controller.signal });
      this.hear(effect.contract.service, true);
      settle(effect.then(outcome));
    } catch (error) {
      const why = failureOf(error);
      if (why === 'unavailable' && this.session === session) this.hear(effect.contract.service, false);
      settle(effect.failed(why));
    }
  }

  private hear(service: Service, there: boolean): void {
    if (this.model.link !== 'offline' && this.model.away.has(service) === there) this.dispatch(heard(service, there));
  }

  private async send(effect: Extract<Effect, { do: 'command' }>): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.pending(effect.commandId, true);
    const settle = (msg: Msg): void => {
      this.pending(effect.commandId, false);
      this.dispatch(msg);
    };
    const options = { commandId: effect.commandId, deadlineMs: 12_000 };
    settle(
      await session.client
        .command(effect.contract, effect.input as never, options)
        .then(effect.then, (error: unknown) => effect.failed(failureOf(error))),
    );
  }

  private async toFile(effect: Extract<Effect, { do: 'print' | 'typeset' | 'export' | 'table' }>): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.pending(effect.fileName, true);
    const { lang } = this.model;
    const { client } = session;
    const written = (): Promise<Msg> => {
      if (effect.do === 'table') return tabled(effect);
      if (effect.do === 'typeset') return typeset(client, effect, lang);
      return effect.do === 'print' ? printed(client, effect, lang, failureOf) : exported(client, effect, lang, failureOf);
    };
    const msg = await written();
    this.pending(effect.fileName, false);
    if (this.session === session) this.dispatch(msg);
  }

  private async readFile(effect: Extract<Effect, { do: 'read-file' }>): Promise<void> {
    const { session } = this;
    const file = effect.path.replace(/^~(?=\/)/, homedir());
    const msg = await rowsOf(file, this.model.lang).then(effect.then, (error: unknown) =>
      effect.failed(error instanceof HzFailure ? error.message : String(error)),
    );
    if (this.session === session) this.dispatch(msg);
  }

  private async signIn(effect: Extract<Effect, { do: 'sign-in' }>): Promise<void> {
    const { account, password, code, readOnly } = effect;
    try {
      const outcome = await signIn({ server: this.model.server, account, password, code, readOnly, client: 'console' });
      if (outcome.ok) {
        await this.leave(true);
        await this.enter(outcome.value);
      }
      this.dispatch(effect.then(outcome));
    } catch (error) {
      this.dispatch(effect.failed(failureOf(error)));
    }
  }

  /** A renewal that fails is tried again by the session itself; one that is refused ends it. */
  private async renew(effect: Extract<Effect, { do: 'renew' }>): Promise<void> {
    const { session } = this;
    if (!session) return;
    await (effect.connection === true ? session.renewConnection() : session.renew()).catch(() => undefined);
    this.stopFollowing();
    if (!session.nc.isClosed()) await this.followOwn(session).catch(() => undefined);
    if (this.session === session && !session.nc.isClosed()) this.dispatch(effect.then(session.grant()));
  }

  /** Opens the operator's connection and follows what they may see. */
  private async enter(grant: HeldSession): Promise<void> {
    const session = await openSession(this.model.server, grant, { name: 'console', renewed: (next) => void this.reposted(next) });
    this.session = session;
    void session.ended.then((ending) => {
      if (this.session !== session) return;
      void this.leave(false);
      this.dispatch(sessionEnded(ending));
    });
    void this.watchConnection(session);
    setTimeout(() => void this.health(), 300).unref();
    if (!grant.operator.mustChangePassword) await this.followOwn(session);
  }

  /** The operator's team was sent elsewhere or called back: other areas are followed, and every screen is read anew. */
  private async reposted({ operator: { deployed } }: HeldSession): Promise<void> {
    const { session } = this;
    if (!session || this.model.me?.deployed?.path === deployed?.path) return;
    this.stopFollowing();
    await this.followOwn(session).catch(() => undefined);
    if (this.session === session) this.dispatch(postingChanged(deployed));
  }

  /** Follows the live views of the operator's areas. */
  private async followOwn(session: OperatorSession): Promise<void> {
    const { operator } = session.grant();
    const me = await session.client.query(WhoAmI, {});
    if (me.ok && this.session === session) this.follow(session, operator.scope.includes('houzhai') ? ['*'] : [...me.value.areas, 'a00']);
  }

  private follow(session: OperatorSession, areas: readonly string[]): void {
    const listen = (view: LiveView) => ({ changed: (id: string) => this.gather(view, id), gap: () => this.gather(view, undefined) });
    const stops = liveViewsFor(session.grant().operator.roles).map(({ service, view }) =>
      followView(session.nc, service, view, areas, listen(view)),
    );
    this.stopFollowing = () => stops.forEach((stop) => stop());
  }

  private gather(view: LiveView, id: string | undefined): void {
    const known = this.gathered.get(view);
    if (id === undefined || known === 'all') this.gathered.set(view, 'all');
    else this.gathered.set(view, (known ?? new Set<string>()).add(id));
    if (!this.gathering) this.askForNews();
  }

  /** What is there is asked for now; what comes within the next moment is asked for together. */
  private askForNews(): void {
    const news = [...this.gathered];
    this.gathered.clear();
    const changes = news.reduce((sum, [, ids]) => sum + (ids === 'all' ? 1 : ids.size), 0);
    this.gatherMs = changes > MANY.changes ? Math.min(this.gatherMs * 2, MANY.mostMs) : GATHER_MS;
    this.gathering = news.length === 0 ? undefined : setTimeout(() => this.askForNews(), this.gatherMs);
    for (const [which, ids] of news) this.dispatch(viewChanged(which, ids === 'all' ? undefined : [...ids]));
  }

  private async watchConnection(session: OperatorSession): Promise<void> {
    for await (const { type } of session.nc.status()) {
      if (this.session !== session) return;
      if (type === 'disconnect' || type === 'staleConnection') this.dispatch(linkChanged('offline'));
      if (type === 'reconnect') {
        this.dispatch(linkChanged('online'));
        void this.health();
      }
    }
  }

  private async health(): Promise<void> {
    const { session } = this;
    if (!session || this.model.link === 'offline') return;
    if (this.model.away.size > 0) this.dispatch(reloadAll);
    const ms = await Promise.race([
      session.nc.rtt().catch(() => undefined),
      new Promise<undefined>((done) => setTimeout(done, SLOW_MS, undefined)),
    ]);
    if (this.session !== session) return;
    const msg = ms === undefined ? linkChanged('slow') : linkChanged('online', Math.max(1, Math.round(ms)));
    this.dispatch((model) => (model.link === 'online' || model.link === 'slow' ? msg(model) : [model, []]));
  }

  private async leave(signOut: boolean): Promise<void> {
    const { session } = this;
    this.session = undefined;
    this.stopFollowing();
    this.stopFollowing = () => undefined;
    for (const controller of this.asking.values()) controller.abort();
    this.asking.clear();
    this.model = { ...this.model, pending: new Map() };
    await (signOut ? session?.signOut() : session?.close());
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof Cancelled) return 'cancelled';
  if (error instanceof OutcomeUnknown) return 'unknown-outcome';
  if (error instanceof Unavailable || error instanceof SessionOver) return 'unavailable';
  return 'fault';
}
