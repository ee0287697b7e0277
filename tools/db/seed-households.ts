import { CARE_CATEGORIES, CareLinks, FindPersons, SetUpCareLinks } from '@houzhai/contracts';
import type { ContractClient } from '@houzhai/messaging';
import { PATIENCE, must } from './seed-calls.ts';

/** Households of the demonstration, all of one village. */
const HOUSEHOLDS = 24;
const AT_ONCE = 12;
const TIERS = ['DAILY', 'DAILY', 'DAILY', 'WEEKLY', 'MONTHLY'] as const;

/**
 * Gives some families of a village an agent and a party member who ask after them. Safe to repeat: where there are households, nothing
 * happens.
 * @returns how many were set up
 * @throws where the platform refuses
 */
export async function seedHouseholds(client: ContractClient, area: string, agentId: string, partyMemberId: string): Promise<number> {
  if (must(await client.query(CareLinks, { area, limit: 1 }, PATIENCE)).total > 0) return 0;
  const { rows } = must(await client.query(FindPersons, { area, limit: 500 }, PATIENCE));
  const families = [...Map.groupBy(rows, ({ path }) => path)].filter(([path]) => /\/f\d+$/.test(path)).slice(0, HOUSEHOLDS);
  const links = families.map(([, people], nth) => ({
    personIds: people.map(({ personId }) => personId),
    categories: [CARE_CATEGORIES[nth % CARE_CATEGORIES.length] ?? 'FRAIL'],
    tier: TIERS[nth % TIERS.length] ?? 'DAILY',
    agentId,
    partyMemberId,
  }));
  let done = 0;
  for (let from = 0; from < links.length; from += AT_ONCE)
    done += must(await client.command(SetUpCareLinks, { links: links.slice(from, from + AT_ONCE) }, PATIENCE)).done;
  return done;
}
