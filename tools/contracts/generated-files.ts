import { buildManifest } from '../../apps/console/src/commands/manifest.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

/** Every file that is made from the contracts: path from the root, text. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([['apps/console/generated/hz-manifest.json', json(buildManifest())]]);
}
