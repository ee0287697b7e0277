import { Inject, Injectable } from '@nestjs/common';
import { ListPlaces, ok, refuse, type InputOf, type Place } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';

@Injectable()
export class PlaceQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(ListPlaces)
  list(input: InputOf<typeof ListPlaces>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const level = input.under === undefined ? (input.level ?? 'area') : input.level;
      // What an area is called is public: somebody sent to another one reads its name.
      const where = input.under === undefined && level === 'area' ? [] : [withinScope(call.caller, $)];
      if (input.under === undefined) where.push(`"level" = ${$(level)}`);
      else {
        where.push(`"parent" = ${$(input.under)}`);
        if (input.level !== undefined) where.push(`"level" = ${$(input.level)}`);
      }
      if (input.text !== undefined && input.text !== '') {
        const typed = $(`${input.text.replaceAll(/[\\%_]/g, '\\$&')}%`);
        where.push(`("zh" like ${typed} or "path" like '%/' || ${typed})`);
      }
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from "census_screening"."place" where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        if (!/^[a-z0-9/-]+$/.test(input.cursor)) return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`"path" > ${$(input.cursor)}`);
      }
      const { rows } = await this.kit.pool.query<Place>(
        `select "path", "level", "zh", "en", "area", "placeholder", "rental" from "census_screening"."place" where ${where.join(' and ')} order by "path" limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: page,
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: last.path } : {}),
        asOf: call.now.toString(),
      });
    });
  }
}
