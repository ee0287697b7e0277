import 'reflect-metadata';
import { Inject, Injectable, Module } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Command, Envelope, EventContract, InputOf, OutputOf, Outcome, Query } from '@houzhai/contracts';
import type { z } from 'zod';
import type { Call } from './call.ts';

const OPERATION = Symbol('houzhai:operation');
const REACTION = Symbol('houzhai:reaction');

type Handler<C extends Command | Query> = (
  input: InputOf<C>,
  call: Call,
) => Promise<Outcome<z.input<C['output']> & OutputOf<C>, C['refusals'][number]>>;

const register =
  (key: symbol) =>
  <C>(contract: C) =>
  (target: object, name: string | symbol): void => {
    Reflect.defineMetadata(key, contract, target, name);
  };

/** Marks the method that carries out a command. Does not compile when input, output or refusals differ from the contract. */
export const Handles =
  <C extends Command>(contract: C) =>
  <T extends Handler<C>>(target: object, name: string | symbol, _descriptor: TypedPropertyDescriptor<T>): void => {
    register(OPERATION)(contract)(target, name);
  };

/** Marks the method that answers a query. Does not compile when input, output or refusals differ from the contract. */
export const Answers =
  <C extends Query>(contract: C) =>
  <T extends Handler<C>>(target: object, name: string | symbol, _descriptor: TypedPropertyDescriptor<T>): void => {
    register(OPERATION)(contract)(target, name);
  };

/** A durable reader: its name, what it reads and how strictly. */
export interface Reading {
  /** Durable name `<reader>--<purpose>`, one per purpose; the same on every stream it reads. */
  readonly durable: string;
  readonly events: readonly EventContract[];
}

/** Marks the method that reacts to events of a durable: those of one transaction, in their order; `tx` is that transaction. */
export const Reacts =
  <const E extends readonly EventContract[]>(durable: string, events: E) =>
  <T extends (events: readonly Envelope<z.output<E[number]['data']>>[], tx: never) => Promise<void>>(
    target: object,
    name: string | symbol,
    _descriptor: TypedPropertyDescriptor<T>,
  ): void => {
    register(REACTION)({ durable, events } satisfies Reading)(target, name);
  };

export interface FoundOperation {
  readonly contract: Command | Query;
  invoke(input: unknown, call: Call): Promise<Outcome<unknown>>;
}
export interface FoundReaction extends Reading {
  invoke(events: readonly Envelope[], tx: unknown): Promise<void>;
}

/** Finds every marked method of the module's providers. Two handlers of one subject are a mistake found at boot. */
@Injectable()
export class HandlerRegistry {
  private readonly discovery: DiscoveryService;
  private readonly scanner: MetadataScanner;

  constructor(@Inject(DiscoveryService) discovery: DiscoveryService, @Inject(MetadataScanner) scanner: MetadataScanner) {
    this.discovery = discovery;
    this.scanner = scanner;
  }

  operations(): readonly FoundOperation[] {
    const found = this.marked<Command | Query>(OPERATION).map(({ meta, method }) => ({
      contract: meta,
      invoke: method as FoundOperation['invoke'],
    }));
    const subjects = found.map((entry) => entry.contract.subject);
    const twice = subjects.find((subject, index) => subjects.indexOf(subject) !== index);
    if (twice !== undefined) throw new Error(`Two handlers for ${twice}`);
    return found;
  }

  reactions(): readonly FoundReaction[] {
    return this.marked<Reading>(REACTION).map(({ meta, method }) => ({ ...meta, invoke: method as FoundReaction['invoke'] }));
  }

  private marked<M>(key: symbol): { meta: M; method: (...args: never[]) => unknown }[] {
    return this.discovery.getProviders().flatMap(({ instance }) => {
      if (typeof instance !== 'object' || instance === null) return [];
      const prototype = Object.getPrototypeOf(instance) as object | null;
      if (!prototype) return [];
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const meta = Reflect.getMetadata(key, prototype, name) as M | undefined;
        const method = (instance as Record<string, ((...args: never[]) => unknown) | undefined>)[name];
        return meta && method ? [{ meta, method: method.bind(instance) }] : [];
      });
    });
  }
}

@Module({ imports: [DiscoveryModule], providers: [HandlerRegistry], exports: [HandlerRegistry] })
export class HandlersModule {}
