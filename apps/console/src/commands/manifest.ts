import { z } from 'zod';
import { COMMANDS, QUERIES, SERVICES, type Command, type Query } from '@houzhai/contracts';
import { fieldLabel } from './field-labels.ts';
import { optionValue, optionWords } from './option-words.ts';
import { valueLabel } from './value-labels.ts';
import { NOUNS } from './nouns.ts';
import { COMMAND_ENTRIES } from './registry.ts';

/** JSON Schema as the manifest keeps it. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly description?: string;
  /** What forms call it in Chinese, how it is written, and what its choices mean. */
  readonly zh?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** One command of `hz`, ready for the command line parser without loading any contract. */
export interface ManifestEntry {
  readonly contract: string;
  readonly kind: 'command' | 'query';
  readonly noun: string;
  readonly verb: string;
  readonly zh: string;
  readonly en: string;
  readonly summary: string;
  readonly tier: number;
  /** Services that have it, each under the name `<contract>-<service>`; absent where there is one. */
  readonly services?: readonly string[];
  /** What comes of it can be set on paper. */
  readonly prints?: true;
  /** All its rows can be written to a file. */
  readonly exports?: true;
  /** What it is told can come from a file. */
  readonly reads?: true;
  readonly input: Schema;
}
export interface Manifest {
  readonly nouns: typeof NOUNS;
  readonly entries: readonly ManifestEntry[];
}

const KEPT = new Set(['type', 'enum', 'format', 'description', 'default', 'properties', 'required', 'items', 'anyOf']);

/** @param noun of the entry, as a name is a person’s or a thing’s. @param path of the field in the input; empty for the input itself, undefined where nothing has a name */
const slim = (schema: unknown, noun: string, path?: string): Schema => ({
  ...(Object.fromEntries(
    Object.entries(schema as Record<string, unknown>).flatMap(([key, value]) => {
      if (!KEPT.has(key)) return [];
      if (key === 'properties')
        return [
          [
            key,
            Object.fromEntries(
              Object.entries(value as object).map(([name, own]) => [name, slim(own, noun, path ? `${path}.${name}` : name)]),
            ),
          ],
        ];
      if (key === 'items') return [[key, slim(value, noun)]];
      if (key === 'anyOf') return [[key, (value as unknown[]).map((one) => slim(one, noun))]];
      return [[key, value]];
    }),
  ) as Schema),
  ...(path ? inWords(noun, path, schema as Schema) : {}),
});

/** What help says of a field in Chinese, and in English where the contract itself says nothing that helps. */
function inWords(noun: string, path: string, { enum: choices, items, description }: Schema): Pick<Schema, 'zh' | 'description'> {
  const helpful = description === NO_HELP ? undefined : description;
  const words = fieldLabel(noun, path, choices !== undefined) ?? optionWords(path, helpful);
  if (!words) return {};
  const meanings = (choices ?? items?.enum ?? []).flatMap((value) => {
    const label = valueLabel(path, value, 'zh');
    const meaning = label === value ? optionValue(noun, path, value) : label;
    return meaning === value || words.zh.includes(value) ? [] : [`${value} ${meaning}`];
  });
  const how = [words.hintZh?.includes('↓') ? '' : (words.hintZh ?? ''), meanings.join('，')].filter((part) => part !== '').join('；');
  const english = helpful ?? [words.en, words.hintEn?.includes('↓') ? '' : (words.hintEn ?? '')].filter((part) => part !== '').join('; ');
  return { zh: how === '' ? words.zh : `${words.zh}（${how}）`, description: english };
}

/** What the contracts say of any id. */
const NO_HELP = 'UUIDv7';

/** Name of the contract that one service has of an entry. */
export const contractName = (name: string, service: string): string => `${name}-${service}`;

/** Contract of a registry entry. @throws when the registry names one that does not exist. */
export function contractOf(name: string): Command | Query {
  const found = [...COMMANDS, ...QUERIES].find((contract) => contract.name === name);
  if (!found) throw new Error(`No contract ${name}`);
  return found;
}

/** Builds the manifest from contracts and registry; written at build time, checked to be current. */
export const buildManifest = (): Manifest => ({
  nouns: NOUNS,
  entries: COMMAND_ENTRIES.map(({ contract: name, noun, verb, title, tier, everyService, prints, exports, reads }) => {
    const contract = contractOf(everyService ? contractName(name, SERVICES[0]) : name);
    return {
      contract: name,
      kind: contract.kind,
      noun,
      verb,
      zh: title.zh,
      en: title.en,
      summary: contract.summary,
      tier,
      ...(everyService ? { services: SERVICES } : {}),
      ...(prints ? { prints } : {}),
      ...(exports ? { exports } : {}),
      ...(reads ? { reads } : {}),
      input: slim(z.toJSONSchema(contract.input, { io: 'input', unrepresentable: 'any' }), noun, ''),
    };
  }),
});
