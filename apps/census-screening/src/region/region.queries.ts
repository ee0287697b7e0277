import { Injectable } from '@nestjs/common';
import { FindRegions, ok, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { findRegions } from './region.ts';

@Injectable()
export class RegionQueries {
  @Answers(FindRegions)
  find(input: InputOf<typeof FindRegions>, _call: Call) {
    return Promise.resolve(ok({ rows: [...findRegions(input.text, input.limit)] }));
  }
}
