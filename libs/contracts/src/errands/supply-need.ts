import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { ErrandId } from '../fields.ts';
import { ErrandNo, ErrandStatus } from './errand.values.ts';

/** What came of the supply need of an isolation: an errand is on its way, it arrived, it did not, or the isolation ended first. */
export const SupplyNeedStatus = z.enum(['TAKEN', 'MET', 'UNMET', 'DROPPED']);
export type SupplyNeedStatus = z.output<typeof SupplyNeedStatus>;

/** An event of the supply need of one isolation; its id is that of the isolation. Nothing of it goes to partners. */
const supplyEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'errands',
    entity: 'supply-need',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({ status: SupplyNeedStatus, ...own }),
  });
const errand = { errandId: ErrandId, errandNo: ErrandNo };

export const SupplyNeedTaken = supplyEvent('SupplyNeedTaken', 'taken', 'An errand was opened for it.', errand);
export const SupplyNeedMet = supplyEvent('SupplyNeedMet', 'met', 'The errand was confirmed: the supply reached the door.', errand);
export const SupplyNeedUnmet = supplyEvent('SupplyNeedUnmet', 'unmet', 'The errand ended otherwise: somebody has to see to it.', {
  ...errand,
  outcome: ErrandStatus.describe('How the errand ended'),
});
export const SupplyNeedDropped = supplyEvent('SupplyNeedDropped', 'dropped', 'The isolation ended before an errand was opened.', {});
