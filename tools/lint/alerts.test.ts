import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Metrics } from '@houzhai/telemetry';

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: { readonly zh: string; readonly en: string };
    }[];
  }[];
}

const file = join(import.meta.dirname, '../../deploy/prometheus/alerts.yaml');
const rules = (parse(readFileSync(file, 'utf8')) as Rules).groups.flatMap((group) => group.rules);

test('every alert looks at a metric there is, and at labels it has', async () => {
  const metrics = new Metrics('errands').registry;
  const known = (await metrics.getMetricsAsJSON()).map(({ name }) => name);
  for (const { alert, expr } of rules)
    for (const [name] of expr.matchAll(/\bhz_\w+/g)) expect(known, alert).toContain(name.replace(/_(?:count|bucket|sum)$/, ''));
  expect(rules.length).toBeGreaterThan(4);
});

test('every alert says in both languages what to do', () => {
  for (const { alert, annotations } of rules) {
    expect(annotations.zh, alert).toMatch(/\p{Script=Han}/u);
    expect(annotations.en, alert).not.toMatch(/\p{Script=Han}/u);
  }
});

test('what delivery shows is watched: pending, parked, set aside, lag', () => {
  const watched = rules.map(({ expr }) => expr).join(' ');
  for (const metric of ['hz_outbox_oldest_seconds', 'hz_parked_aggregates', 'hz_dead_letters', 'hz_consumer_lag'])
    expect(watched).toContain(metric);
});
