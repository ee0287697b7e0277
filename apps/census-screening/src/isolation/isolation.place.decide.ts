import type { IsolationSite } from '../isolation-site/isolation-site.ts';
import type { DecidedIsolation } from './isolation.decide.ts';
import type { IsolationCase } from './isolation.ts';

/** Somebody has a bed at a site, or another one: that is where the case is from now on. */
export const inBed = (
  isolation: IsolationCase,
  { id, code, area, path }: Pick<IsolationSite, 'id' | 'code' | 'area' | 'path'>,
  fact: 'bed-assigned' | 'bed-changed',
): DecidedIsolation => ({
  isolation: { ...isolation, area, path, site: { id, code }, inBed: true },
  changed: [],
  facts: [{ fact, siteId: id }],
});
