import type {
  Command,
  ExportUnits,
  LIVE_VIEWS,
  InputOf,
  ListServiceModules,
  MedicinePlaces,
  Outcome,
  OutputOf,
  Query,
  Refusal,
  Service,
  SessionGrant,
} from '@houzhai/contracts';
import type { CellValue, FileRow } from '@houzhai/documents';
import type { Language, Text } from '@houzhai/i18n';
import type { Key } from '../terminal/keys.ts';
import type { Line, Tone } from '../paint/styled.ts';
import type { Overlay } from '../overlays/overlay.ts';
import type { Attention } from './attention.ts';
import type { DeliveryAlarm } from './delivery-alarm.ts';
import type { Lock } from './lock.ts';
import type { Receipt } from './receipt.ts';
import type { z } from 'zod';

/** A change of the model and what is to be done in the world. Everything that happens is one. */
export type Msg = (model: Model) => Step;
export type Step = readonly [Model, readonly Effect[]];

/** Why no answer came. */
export type Failure = 'unavailable' | 'unknown-outcome' | 'fault' | 'cancelled';

/** What is written to a file, and what comes of it. */
interface ToFile {
  /** Without its ending; nothing personal. */
  readonly fileName: string;
  readonly done: (file: string) => Msg;
  readonly refused: (refusal: Refusal) => Msg;
  readonly failed: (why: Failure | 'not-installed' | 'no-file') => Msg;
}

/** Something to do in the world; what comes of it returns as a message. */
export type Effect =
  | {
      readonly do: 'query';
      /** A newer query of the same slot calls off the older. */
      readonly slot: string;
      readonly contract: Query;
      readonly input: unknown;
      readonly then: (outcome: Outcome<unknown>) => Msg;
      readonly failed: (why: Failure) => Msg;
    }
  | {
      readonly do: 'command';
      readonly contract: Command;
      readonly input: unknown;
      /** The same id has no second effect. */
      readonly commandId: string;
      readonly then: (outcome: Outcome<unknown>) => Msg;
      readonly failed: (why: Failure) => Msg;
    }
  | {
      readonly do: 'sign-in';
      readonly account: string;
      readonly password: string;
      /** Of the second factor. */
      readonly code?: string | undefined;
      readonly readOnly: boolean;
      readonly then: (outcome: Outcome<SessionGrant>) => Msg;
      readonly failed: (why: Failure) => Msg;
    }
  | { readonly do: 'sign-out' }
  /** The session's token anew, after its duties changed; with its connection after its jurisdiction did. */
  | { readonly do: 'renew'; readonly connection?: boolean; readonly then: (grant: SessionGrant) => Msg }
  /** Asks, and sets the answer as a PDF file. */
  | (ToFile & {
      readonly do: 'print';
      /** One of those that `sheets/print.ts` knows how to set. */
      readonly contract: Query;
      readonly input: unknown;
    })
  /** Sets what an operation has answered as a PDF file. */
  | (ToFile & { readonly do: 'typeset'; readonly operation: string; readonly answer: unknown })
  /** All units of a kind, as a table to fill in. */
  | (ToFile & { readonly do: 'export'; readonly input: InputOf<typeof ExportUnits> })
  /** What a list shows, as a CSV file. */
  | (ToFile & { readonly do: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly CellValue[])[] })
  /** The rows of a CSV or XLSX file of theirs. */
  | {
      readonly do: 'read-file';
      readonly path: string;
      readonly then: (rows: readonly FileRow[]) => Msg;
      readonly failed: (why: string) => Msg;
    }
  | { readonly do: 'later'; readonly ms: number; readonly then: Msg }
  | { readonly do: 'copy'; readonly text: string }
  | { readonly do: 'repaint' }
  | { readonly do: 'bell' }
  | { readonly do: 'quit' };

/** A query as an effect, with types tied to its contract. */
export const ask = <Q extends Query>(
  slot: string,
  contract: Q,
  input: z.input<Q['input']>,
  then: (outcome: Outcome<OutputOf<Q>>) => Msg,
  failed: (why: Failure) => Msg,
): Effect => ({ do: 'query', slot, contract, input, then: then as (outcome: Outcome<unknown>) => Msg, failed });

/** A command as an effect. */
export const send = <C extends Command>(
  contract: C,
  input: InputOf<C> | z.input<C['input']>,
  commandId: string,
  then: (outcome: Outcome<OutputOf<C>>) => Msg,
  failed: (why: Failure) => Msg,
): Effect => ({ do: 'command', contract, input, commandId, then: then as (outcome: Outcome<unknown>) => Msg, failed });

/** How the connection is. */
export type Link = 'none' | 'online' | 'slow' | 'offline';

/** What the message line says. */
export interface Notice {
  readonly text: string;
  readonly tone: Tone;
  /** When it goes away by itself; epoch milliseconds. */
  readonly until?: number;
}

/** A write of this operator, as the operation log shows it. */
export interface LoggedWrite {
  readonly at: number;
  /** The same as a line for a shell. */
  readonly line: string;
  readonly result: string;
  readonly good: boolean;
  /** How to take it back, while that is possible. */
  readonly undo?: readonly { readonly errandId: string; readonly no: string }[];
}

/** Somebody with an account, as far as names and assigning need it. */
export interface Colleague {
  readonly operatorId: string;
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly string[];
  readonly scope: readonly string[];
  readonly active: boolean;
  /** Telephone of the duty. */
  readonly phone?: string | undefined;
}

/** A service module as forms need it. */
export type Module = OutputOf<typeof ListServiceModules>['rows'][number];
export type MedicinePlaceNames = Pick<OutputOf<typeof MedicinePlaces>, 'hospitals' | 'pharmacies'>;

/** Whose console it is. */
export interface Me {
  readonly operatorId: string;
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly string[];
  readonly scope: readonly string[];
  readonly areas: readonly string[];
  readonly readOnly: boolean;
  readonly secondFactor: boolean;
  /** Minutes without a key after which the screen locks. */
  readonly lockAfterMinutes: number;
  /** Present while the jurisdiction is widened in an emergency. */
  /** Where their team works now, besides the own jurisdiction. */
  readonly deployed?: { readonly path: string } | undefined;
  readonly brokenGlass?: { readonly areas: readonly string[]; readonly until: string };
}

/** Everything the console is. */
export interface Model {
  /** What the screens and the lines around them have. */
  readonly size: { readonly columns: number; readonly rows: number };
  readonly lang: Language;
  readonly server: string;
  readonly now: number;
  /** When a key was pressed last. */
  readonly touchedAt: number;
  /** Present while the screen is locked. */
  readonly locked?: Lock;
  readonly link: Link;
  readonly roundTripMs?: number;
  /** When the connection was lost. */
  readonly lostAt?: number;
  readonly me?: Me;
  readonly areas: ReadonlyMap<string, Text>;
  readonly colleagues: ReadonlyMap<string, Colleague>;
  /** Modules that new errands may use, once they are read. */
  readonly modules?: readonly Module[];
  /** Hospitals and pharmacies that medicine is fetched from, once they are read. */
  readonly medicinePlaces?: MedicinePlaceNames;
  /** What an operator had not sent when their session ended; it comes back with them. */
  readonly unsent?: { readonly operatorId: string; readonly screens: readonly Screen[] };
  /** Services that could not be reached, and since when. */
  readonly away: ReadonlyMap<Service, number>;
  /** Whether events travel, where it may be known. */
  readonly delivery?: DeliveryAlarm;
  /** Figures of the title line. */
  readonly alarm: number;
  /** Whether a new alert sounds. */
  readonly bell: boolean;
  /** What asks for attention on every screen. */
  readonly attention: Attention;
  /** Screens one above the other; the last is seen. */
  readonly stack: readonly Screen[];
  /** Places at the bottom as they were left, the latest first. */
  readonly roots: readonly Screen[];
  /** Addresses visited, for `[` `]` `-`. */
  readonly visited: readonly string[];
  readonly visitedAt: number;
  readonly overlays: readonly Overlay[];
  readonly notice?: Notice;
  readonly log: readonly LoggedWrite[];
  /** Queries and commands under way: label and since when. */
  readonly pending: ReadonlyMap<string, number>;
  readonly quitArmedAt?: number;
  /** Live updates wait until `p`. */
  readonly paused: boolean;
  readonly nextUid: number;
  /** Random, for command ids; the edge gives it. */
  readonly newId: () => string;
}

/** A place of the console: its own state, what keys do there and how it looks. */
export interface Screen {
  readonly uid: number;
  /** Where this is: what the breadcrumb shows, the history keeps and `hz` understands. */
  readonly address: string;
  readonly title: (model: Model) => string;
  /** Scopes whose keys work here, the innermost first; `global` follows by itself. */
  readonly scopes: readonly string[];
  /** A binding of one of its scopes was pressed. */
  readonly onBinding: (id: string, model: Model) => Step | undefined;
  /** Any other key; undefined leaves it to the global keys. */
  readonly onKey?: (key: Key, model: Model) => Step | undefined;
  /** Text that means something here although keys are no text, such as the number of the next caller; undefined leaves it to the keys. */
  readonly onText?: (key: Key, model: Model) => Step | undefined;
  /** Asks for everything anew: first time, `r`, after the connection came back. */
  readonly load: (model: Model) => Step;
  /** Rows of a live view changed, or some changes were missed (`ids` undefined). */
  readonly onChange?: (view: LiveView, ids: readonly string[] | undefined, model: Model) => Step;
  /** What this operator’s own command made of a record, before anybody is told: the next action does not wait until it is read again. */
  readonly onReceipt?: (receipt: Receipt, model: Model) => Model;
  /** Names or modules were read that every screen may draw from. */
  readonly onNews?: (model: Model) => Step;
  /** The screen to come back to, while something typed there is not sent. */
  readonly unsent?: () => Screen;
  /** One step of the Escape ladder; undefined leaves the screen. */
  readonly onEscape?: (model: Model) => Step | undefined;
  readonly view: (model: Model, width: number, height: number) => Frame;
  /** Whether keys are text here and not commands. */
  readonly typing?: boolean;
  /** The same place as a command line. */
  readonly hzLine: (model: Model) => string;
}

/** Views the console follows live. */
export type LiveView = (typeof LIVE_VIEWS)[number]['view'];

/** Lines of a screen, and where its cursor is for an input method. */
export interface Frame {
  readonly lines: readonly Line[];
  readonly cursor?: { readonly x: number; readonly y: number };
}

/** The screen that is seen. */
export const top = (model: Pick<Model, 'stack'>): Screen | undefined => model.stack.at(-1);

/** Nothing to do. */
export const still = (model: Model): Step => [model, []];

/** Replaces one screen wherever it stands; answers that come when it is gone change nothing. */
export function withScreen<S extends Screen>(model: Model, uid: number, change: (screen: S) => S): Model {
  return { ...model, stack: model.stack.map((screen) => (screen.uid === uid ? change(screen as S) : screen)) };
}

/** The screen of an id, if it is still there. */
export const screenOf = <S extends Screen>(model: Model, uid: number): S | undefined =>
  model.stack.find((screen) => screen.uid === uid) as S | undefined;

/** Says something on the message line. */
export const say = (model: Model, text: string, tone: Tone = 'plain', ms = 6_000): Model => ({
  ...model,
  notice: { text, tone, ...(ms > 0 ? { until: model.now + ms } : {}) },
});

/** Text in the language of the console. */
export const t = (model: Pick<Model, 'lang'>, zh: string, en: string): string => (model.lang === 'zh' ? zh : en);

/** One step after another. */
export function chain(step: Step, ...next: readonly Msg[]): Step {
  let [model, effects] = step;
  for (const one of next) {
    const [after, more] = one(model);
    model = after;
    effects = [...effects, ...more];
  }
  return [model, effects];
}
