import type { z } from 'zod';
import type { RefusalCode } from './refusals.ts';
import type { Access } from './access.ts';

/** The services of the platform as they appear in subjects, streams, schemas and roles. */
export const SERVICES = ['census-screening', 'errands', 'command-center'] as const;
export type Service = (typeof SERVICES)[number];

/** How a field of a person is shown: as it is, or only so far that one can tell people apart. A field that is not named is hidden. */
export type Showing = 'OPEN' | 'MASKED';

interface Operation<I extends z.ZodType, O extends z.ZodType, R extends RefusalCode> {
  /** One name for schema, type and documentation, such as `AcceptErrand`. */
  readonly name: string;
  readonly service: Service;
  readonly version: number;
  /** NATS subject the owning service listens on. */
  readonly subject: string;
  /** One English sentence: what it does and to whom. */
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  /** Business refusals this operation may answer besides the shared ones. */
  readonly refusals: readonly R[];
  readonly access: Access;
  /** Where the work is long: milliseconds one answer may take before it is asked for again. */
  readonly answerWithinMs?: number;
  /** How its answer shows personal data, by field; absent where it shows none. */
  readonly shows?: Readonly<Record<string, Showing>>;
  /** Bodies that parse; shown in generated documents and used by tests. */
  readonly examples: readonly z.input<I>[];
}

/** A request to change something: answered once per command id, remembered when accepted. */
export interface Command<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  R extends RefusalCode = RefusalCode,
> extends Operation<I, O, R> {
  readonly kind: 'command';
  readonly entity: string;
  readonly verb: string;
}

/** A question: never changes business state. */
export interface Query<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  R extends RefusalCode = RefusalCode,
> extends Operation<I, O, R> {
  readonly kind: 'query';
  readonly view: string;
  readonly question: string;
}

/** A fact that happened, published as a CloudEvent whose `data` is this schema. */
export interface EventContract<D extends z.ZodType = z.ZodType> {
  readonly kind: 'event';
  readonly name: string;
  readonly service: Service;
  readonly entity: string;
  readonly past: string;
  readonly version: number;
  /** CloudEvents `type`: the subject without id and area. */
  readonly type: string;
  readonly summary: string;
  readonly data: D;
  /** Whether partners may receive it (ids replaced by their own pseudonyms). */
  readonly partner: boolean;
  readonly examples: readonly z.input<D>[];
}

type Spec<T, K extends keyof T> = Omit<T, K | 'examples'> & { readonly examples?: T extends { examples: infer E } ? E : never };

/** Declares a command; `subject` is `cmd.<service>.<entity>.<verb>.v<N>`. */
export function defineCommand<const I extends z.ZodType, const O extends z.ZodType, const R extends RefusalCode>(
  spec: Spec<Command<I, O, R>, 'kind' | 'subject'>,
): Command<I, O, R> {
  const subject = `cmd.${spec.service}.${spec.entity}.${spec.verb}.v${String(spec.version)}`;
  return Object.freeze({ ...spec, kind: 'command', subject, examples: spec.examples ?? [] });
}

/** Declares a query; `subject` is `qry.<service>.<view>.<question>.v<N>`. */
export function defineQuery<const I extends z.ZodType, const O extends z.ZodType, const R extends RefusalCode>(
  spec: Spec<Query<I, O, R>, 'kind' | 'subject'>,
): Query<I, O, R> {
  const subject = `qry.${spec.service}.${spec.view}.${spec.question}.v${String(spec.version)}`;
  return Object.freeze({ ...spec, kind: 'query', subject, examples: spec.examples ?? [] });
}

/** Declares an event; `type` is `evt.<service>.<entity>.<past>.v<N>`. */
export function defineEvent<const D extends z.ZodType>(spec: Spec<EventContract<D>, 'kind' | 'type'>): EventContract<D> {
  const type = `evt.${spec.service}.${spec.entity}.${spec.past}.v${String(spec.version)}`;
  return Object.freeze({ ...spec, kind: 'event', type, examples: spec.examples ?? [] });
}

export type InputOf<C extends Command | Query> = z.output<C['input']>;
export type OutputOf<C extends Command | Query> = z.output<C['output']>;
export type DataOf<E extends EventContract> = z.output<E['data']>;
