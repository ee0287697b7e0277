import { EVENTS } from '@houzhai/contracts';
import { buildManifest } from '../../apps/console/src/commands/manifest.ts';
import { asyncApiYaml } from './asyncapi.ts';
import { policyTable } from './policy-table.ts';
import { cloudEventSchema, schemaFile } from './event-schemas.ts';

/** Folder of what is made from the contracts for readers outside TypeScript. */
export const GENERATED = 'libs/contracts/generated';

/** JSON as it is kept in the repository. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

/** Every file that is made from the contracts: path from the root, text. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['apps/console/generated/hz-manifest.json', json(buildManifest())],
    [`${GENERATED}/asyncapi.yaml`, asyncApiYaml()],
    [`${GENERATED}/policy-table.md`, policyTable()],
    ...EVENTS.map((event): [string, string] => [`${GENERATED}/schemas/${schemaFile(event)}`, json(cloudEventSchema(event))]),
    ...EVENTS.filter(({ partner }) => partner).map((event): [string, string] => [
      `${GENERATED}/schemas/partner/${schemaFile(event)}`,
      json(cloudEventSchema(event, 'partner')),
    ]),
  ]);
}
