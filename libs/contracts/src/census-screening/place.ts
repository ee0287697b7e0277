import { z } from 'zod';
import { placeReaders } from '../access.ts';
import { defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, Cursor, PageLimit, Path, pageOf } from '../fields.ts';

export const PlaceLevel = z.enum(['area', 'compound', 'grid', 'house', 'room', 'household']);
export type PlaceLevel = z.output<typeof PlaceLevel>;

export const Place = z.object({
  path: Path,
  level: PlaceLevel,
  zh: z.string(),
  en: z.string(),
  area: AreaCode,
  placeholder: z.boolean().describe('A name no source gives'),
  rental: z.boolean().describe('Rented out'),
});
export type Place = z.output<typeof Place>;

export const ListPlaces = defineQuery({
  name: 'ListPlaces',
  service: 'census-screening',
  view: 'place',
  question: 'list',
  version: 1,
  summary: 'Places directly below a path, or all areas; names are public, dwellings are scoped.',
  access: placeReaders,
  input: z.strictObject({
    under: Path.optional().describe('Parent; absent lists the areas'),
    level: PlaceLevel.optional(),
    text: z.string().trim().max(40).optional().describe('Beginning of a name or code'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(Place),
  refusals: [],
  examples: [{}],
});

const placeEvent = <const S extends z.ZodRawShape>(name: string, entity: 'area' | 'house' | 'room', summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity,
    past: 'registered',
    version: 1,
    summary,
    partner: false,
    data: z.object({ path: Path, level: PlaceLevel, rental: z.boolean(), ...own }),
  });
export const AreaRegistered = placeEvent('AreaRegistered', 'area', 'An area, compound or grid was entered into the place register.', {
  zh: z.string().describe('Public name of the place'),
  en: z.string().describe('Public name of the place'),
  placeholder: z.boolean(),
});
export const HouseRegistered = placeEvent('HouseRegistered', 'house', 'A house was entered into the place register.', {});
export const RoomRegistered = placeEvent('RoomRegistered', 'room', 'A room or household was entered into the place register.', {});
