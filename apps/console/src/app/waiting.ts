import type { Model } from './model.ts';

/** Waiting longer than this is said. */
const WAIT_MS = 1_000;

/** What has been waited for so long that it is said, and since when; what is asked for by itself is not. */
export const longWaits = ({ pending, now, locked }: Pick<Model, 'pending' | 'now' | 'locked'>): ReadonlyMap<string, number> =>
  new Map(locked ? [] : [...pending].filter(([label, since]) => !label.startsWith('quiet-') && now - since >= WAIT_MS));
