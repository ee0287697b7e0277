import { Module } from '@nestjs/common';
import { BACKGROUND } from '@houzhai/service';
import { ImportCommands } from './import/import.commands.ts';
import { ErasureCommands } from './person/erasure.commands.ts';
import { ErasureQueries } from './person/erasure.queries.ts';
import { PersonCommands } from './person/person.commands.ts';
import { PersonQueries } from './person/person.queries.ts';
import { PlaceQueries } from './place/place.queries.ts';

/** Table of contents of the census and screening service 摸排与隔离. */
@Module({
  providers: [
    PersonCommands,
    PersonQueries,
    ErasureCommands,
    ErasureQueries,
    PlaceQueries,
    ImportCommands,
    { provide: BACKGROUND, useValue: [] },
  ],
})
export class CensusScreeningModule {}
