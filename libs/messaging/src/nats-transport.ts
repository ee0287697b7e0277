import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ContractServer } from './contract-server.ts';
import type { FoundOperation } from './handlers.ts';

/** Lets Nest start and stop the contract server as its microservice transport. */
export class NatsTransport extends Server implements CustomTransportStrategy {
  private readonly server: ContractServer;
  private readonly nc: NatsConnection;
  private readonly operations: () => readonly FoundOperation[];

  constructor(nc: NatsConnection, server: ContractServer, operations: () => readonly FoundOperation[]) {
    super();
    this.nc = nc;
    this.server = server;
    this.operations = operations;
  }

  listen(callback: (error?: unknown) => void): void {
    this.server.serve(this.operations()).then(() => {
      callback();
    }, callback);
  }

  async close(): Promise<void> {
    await this.server.drain(20_000);
  }

  override on(): never {
    throw new Error('This transport has no events to listen for');
  }

  override unwrap<T>(): T {
    return this.nc as T;
  }
}
