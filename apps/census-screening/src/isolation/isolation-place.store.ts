import type { Change } from '@houzhai/persistence';
import type { IsolationSite } from '../isolation-site/isolation-site.ts';
import { inBed } from './isolation.place.decide.ts';
import { isolationChange, type LoadedIsolation } from './isolation.store.ts';

/** What a bed changes of the case of whoever has it now. */
export const placedChange = (
  { isolation, version }: LoadedIsolation,
  site: Pick<IsolationSite, 'id' | 'code' | 'area' | 'path'>,
  fact: 'bed-assigned' | 'bed-changed',
  at: Temporal.Instant,
  now: Temporal.Instant,
  words: Buffer | undefined,
): Change => isolationChange(inBed(isolation, site, fact), version, at, now, words);
