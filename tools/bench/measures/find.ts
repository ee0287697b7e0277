import { Sealer } from '@houzhai/auth';
import { CallerCard, FindCaller, PublishServiceModule, RegisterCall } from '@houzhai/contracts';
import { PERSON_COLUMNS } from '../../../apps/census-screening/src/person/person.store.ts';
import { generatePeople } from '../../../seeds/demo/people.ts';
import modules from '../../../seeds/policies/service-module.1.json' with { type: 'json' };
import { SEED, fillPersons, valueOf } from '../filled-tables.ts';
import { millisecondsOf, percentile, rounded, told, type Measure } from '../measure.ts';

const PERSONS = 136_000;
/** Callers, each with something open and a call on record; every so-manyth of the register. */
const CALLERS = 300;
/** Callers that are not counted. */
const WARM_UP = 30;

/**
 * From the number of whoever is on the phone to everything the desk shows of them, one caller after the other: who it is, then the card
 * with household, open errands and last contacts, both looks on record. `bare` is the row of the register by its index, by pg alone;
 * `tail` is the list that the last four digits lead to.
 */
export const find: Measure = {
  name: 'find',
  goals: [{ figure: 'p95', atMost: 200 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(2);
    const admin = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
    for (const module of modules.values.modules) valueOf(await admin.client.command(PublishServiceModule, module as never));
    const filled = await fillPersons(stack, db, PERSONS);
    told(`${filled.length} residents`);
    const { client } = await stack.operator(['DUTY_OFFICER']);
    const every = Math.floor(PERSONS / CALLERS);
    const callers: { readonly personId: string; readonly phone: string }[] = [];
    for (const { index, phone } of generatePeople(SEED, PERSONS)) {
      const person = filled[index];
      if (person && phone !== undefined && index >= callers.length * every && callers.length < CALLERS)
        callers.push({ personId: person.personId, phone });
    }
    for (const { personId } of callers)
      valueOf(
        await client.command(RegisterCall, {
          callerId: personId,
          beneficiaryId: personId,
          moduleCode: 'standing-1',
          kind: 'PURCHASE',
          items: [{ name: '大米' }],
        }),
      );
    told(`${callers.length} callers with something open`);
    const sealer = new Sealer(stack.stack.keys.master, stack.stack.keys.index);
    const bareRow = (phone: string) =>
      db.query({
        name: 'bare-find',
        text: `select ${PERSON_COLUMNS} from "census_screening"."person" where "phone_index" = any($1::bytea[])`,
        values: [sealer.blindIndexes('phone', phone)],
      });
    const times = { ours: [] as number[], tail: [] as number[], bare: [] as number[] };
    for (const [nth, { personId, phone }] of callers.entries()) {
      const ours = await millisecondsOf(async () => {
        const { rows } = valueOf(await client.query(FindCaller, { text: phone }));
        if (!rows.some(({ person }) => person.personId === personId)) throw new Error('the caller was not found');
        const { openTotal } = valueOf(await client.query(CallerCard, { personId }));
        if (openTotal === 0) throw new Error('nothing is open on the card');
      });
      const tail = await millisecondsOf(async () => valueOf(await client.query(FindCaller, { text: phone.slice(-4) })));
      const bare = await millisecondsOf(() => bareRow(phone));
      if (nth < WARM_UP) continue;
      times.ours.push(ours);
      times.tail.push(tail);
      times.bare.push(bare);
    }
    const p95 = (of: keyof typeof times): number => percentile(times[of], 95);
    return {
      figures: {
        p95: rounded(p95('ours'), 1),
        tail: rounded(p95('tail'), 1),
        bare: rounded(p95('bare'), 2),
        ratio: rounded(p95('ours') / p95('bare'), 1),
      },
      unit: 'ms',
    };
  },
};
