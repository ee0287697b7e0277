import type { Half } from '@houzhai/contracts';
import type { Change, PersonKeys, Work } from '@houzhai/persistence';
import { resolveFinding } from './isolation.decide.ts';
import type { IsolationFact } from './isolation.publish.ts';
import { findIsolation, isolationChange, sealWords } from './isolation.store.ts';
import type { Slot } from './isolation.ts';

/** What a doctor excluded elsewhere is judged in these half-days as well; undefined where nothing of it waits. */
export async function excludedFindings(
  isolationId: string,
  keys: readonly { readonly date: string; readonly half: Half }[],
  reason: string | undefined,
  at: Temporal.Instant,
  work: Work,
  personKeys: PersonKeys,
): Promise<{ readonly change: Change; readonly slots: readonly Slot[] } | undefined> {
  const loaded = await findIsolation(work, isolationId);
  if (!loaded) return undefined;
  let { isolation } = loaded;
  const facts: IsolationFact[] = [];
  const slots: Slot[] = [];
  for (const key of keys) {
    const judged = resolveFinding(isolation, key);
    if (!judged.ok) continue;
    ({ isolation } = judged.value);
    facts.push(...judged.value.facts);
    slots.push(...judged.value.changed);
  }
  if (facts.length === 0) return undefined;
  const words = await sealWords(personKeys, isolation.personId, { reason, outcome: 'EXCLUDED' });
  return { change: isolationChange({ isolation, facts, changed: slots }, loaded.version, at, work.now, words), slots };
}
