import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Metrics of one process, in Prometheus' text format. */
export class Metrics {
  readonly registry = new Registry();
  /** Rate, errors, duration per operation. */
  readonly operations = new Histogram({
    name: 'hz_operation_seconds',
    help: 'Duration of commands and queries by outcome',
    labelNames: ['operation', 'outcome'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [this.registry],
  });
  readonly outboxPending = new Gauge({ name: 'hz_outbox_pending', help: 'Events not yet in the stream', registers: [this.registry] });
  readonly outboxOldestSeconds = new Gauge({
    name: 'hz_outbox_oldest_seconds',
    help: 'Age of the oldest event not yet in the stream',
    registers: [this.registry],
  });
  readonly relayed = new Counter({ name: 'hz_relay_published_total', help: 'Events brought into the stream', registers: [this.registry] });
  readonly adopted = new Counter({
    name: 'hz_relay_adopted_total',
    help: 'Events found in the stream already and marked',
    registers: [this.registry],
  });
  readonly parked = new Gauge({
    name: 'hz_parked_aggregates',
    help: 'Records whose events cannot be published',
    registers: [this.registry],
  });
  readonly setAside = new Counter({
    name: 'hz_set_aside_total',
    help: 'Messages set aside',
    labelNames: ['durable'],
    registers: [this.registry],
  });
  readonly deadLetters = new Gauge({
    name: 'hz_dead_letters',
    help: 'Messages set aside and neither applied nor given up',
    labelNames: ['durable'],
    registers: [this.registry],
  });
  readonly consumed = new Counter({
    name: 'hz_consumed_total',
    help: 'Events applied',
    labelNames: ['durable'],
    registers: [this.registry],
  });
  readonly consumerLag = new Gauge({
    name: 'hz_consumer_lag',
    help: 'Events of a stream that a durable has not applied yet',
    labelNames: ['durable', 'stream'],
    registers: [this.registry],
  });

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }
}
