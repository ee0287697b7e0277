import { parseWhen } from '@houzhai/calendar';
import { ruleText, type Language } from '@houzhai/i18n';
import { BadFlag, plainValueOf, setPath } from '../hz/flag-values.ts';
import { flagsOf, type Flag } from '../hz/flags.ts';
import { entered, field, pooled, type Field, type Form, type Option } from '../widgets/form.ts';
import type { Schema } from './manifest.ts';
import { FIELD_LABELS, fieldLabel } from './field-labels.ts';
import { valueLabel } from './value-labels.ts';

/** Fields that are not asked for on a form: they come with the record, or belong to programs. */
const NOT_ASKED = new Set(['expectedVersion', 'proof.sha256', 'despiteDuplicate', 'answers', 'authorisationId', 'collectedBy', 'no']);

/** Lists of words that nobody can offer. */
const FREE = new Set(['witnesses', 'skills', 'paths', 'rooms', 'keywords']);
/** Places that are picked by code, name or initials. */
const AREAS = new Set(['path', 'destination', 'homeArea', 'toArea', 'hospital', 'pharmacy']);

/** Which flags of a command a form asks for. */
export function formFlags(input: Schema, fixed: Readonly<Record<string, unknown>>): readonly Flag[] {
  const { positional, flags } = flagsOf(input);
  return [...(positional ? [positional] : []), ...flags].filter(
    ({ path, kind }) => !NOT_ASKED.has(path) && !(path in fixed) && (kind !== 'json' || path === 'scopes'),
  );
}

/** An empty form for these flags; `preset` fills some of them. @param noun of whose command it is, where a name may be that of a thing */
export function formOf(flags: readonly Flag[], lang: Language, preset: Readonly<Record<string, string>> = {}, noun?: string): Form {
  return { at: 0, fields: flags.map((flag) => fieldOf(flag, lang, preset[flag.path], noun)) };
}

function fieldOf(flag: Flag, lang: Language, preset: string | undefined, noun: string | undefined): Field {
  const words = noun === undefined ? FIELD_LABELS[flag.path] : fieldLabel(noun, flag.path, flag.kind === 'choice');
  const spec = {
    path: flag.path,
    label: words?.[lang] ?? flag.path,
    hint: (lang === 'zh' ? words?.hintZh : words?.hintEn) ?? '',
    required: flag.required,
  };
  if (AREAS.has(flag.path) || NAMED.has(flag.kind)) {
    const picked =
      preset === undefined ? {} : { picked: { value: preset, label: preset, also: preset }, input: { text: preset, at: preset.length } };
    return field({ ...spec, kind: 'lookup', ...(flag.repeated ? { picks: [] } : picked) });
  }
  if (flag.kind === 'list' && !FREE.has(flag.path)) {
    const said = preset?.split(',') ?? [];
    // What can be chosen may be known only later, what is chosen is known now.
    const pool = (flag.choices ?? said).map((value): Option => ({ value, label: valueLabel(flag.path, value, lang), also: value }));
    return pooled(
      field({ ...spec, kind: 'lookup' }),
      pool,
      pool.filter(({ value }) => said.includes(value)),
    );
  }
  if (flag.kind === 'choice' || flag.kind === 'yes-no') {
    const options = [
      ...(flag.required || flag.kind === 'yes-no' || preset !== undefined
        ? []
        : [{ value: '', label: lang === 'zh' ? '（不填）' : '(empty)' }]),
      ...(flag.choices ?? []).map((value) => ({ value, label: valueLabel(flag.path, value, lang), also: value })),
    ];
    return field({
      ...spec,
      kind: 'choice',
      options,
      optionAt: Math.max(
        0,
        options.findIndex(({ value }) => value === (preset ?? (flag.kind === 'yes-no' && flag.required ? 'no' : undefined))),
      ),
    });
  }
  if (flag.kind === 'boolean') {
    const options = [
      { value: '', label: lang === 'zh' ? '否' : 'no', also: 'n' },
      { value: 'true', label: lang === 'zh' ? '是' : 'yes', also: 'y' },
    ];
    return field({ ...spec, kind: 'boolean', options });
  }
  return field({
    ...spec,
    kind: flag.path.toLowerCase().endsWith('password') ? 'secret' : 'text',
    ...(preset === undefined ? {} : { input: { text: preset, at: preset.length } }),
  });
}

/** Text in a lookup that was never made a choice. */
const isUnpicked = (one: Field): boolean => one.kind === 'lookup' && !one.picked && one.input.text.trim() !== '';
const SEVERAL = /[;；\n]/u;

/** What a form says, as the input of a command; fields that cannot be read are named with what to do. */
export function inputFrom(
  flags: readonly Flag[],
  form: Form,
  now: number,
  lang: Language,
): { readonly input: Record<string, unknown>; readonly errors: ReadonlyMap<string, string> } {
  const input: Record<string, unknown> = {};
  const errors = new Map<string, string>();
  for (const flag of flags) {
    const one = form.fields.find(({ path }) => path === flag.path);
    if (!one || one.hidden) continue;
    const text = entered(form, flag.path);
    if (text === '') {
      if (isUnpicked(one)) errors.set(flag.path, ruleText('pick', lang));
      else if (one.required) errors.set(flag.path, ruleText('required', lang));
      continue;
    }
    if (flag.kind === 'instant') {
      const when = parseWhen(text, Temporal.Instant.fromEpochMilliseconds(now));
      if (when.ok) setPath(input, flag.path, when.value.toString());
      else errors.set(flag.path, ruleText('when', lang));
      continue;
    }
    if (one.kind === 'lookup') {
      if (isUnpicked(one)) errors.set(flag.path, ruleText('pick', lang));
      const several = one.picks?.map(({ value }) => (flag.kind === 'stay' ? { region: value } : value));
      setPath(input, flag.path, several ?? text);
      continue;
    }
    try {
      const words = flag.repeated
        ? text
            .split(flag.kind === 'list' ? /[,，;；]/u : SEVERAL)
            .map((word) => word.trim())
            .filter((word) => word !== '')
        : [text];
      setPath(
        input,
        flag.path,
        plainValueOf(
          flag,
          words.map((word) => word.replaceAll('＝', '=')),
        ),
      );
    } catch (error) {
      if (!(error instanceof BadFlag)) throw error;
      errors.set(flag.path, ruleText(error.rule, lang));
    }
  }
  return { input, errors };
}

/** Kinds that a shell names by number or account, as the lookup found them. */
const NAMED = new Set<Flag['kind']>([
  'operator',
  'person',
  'errand',
  'checkpoint',
  'arrival',
  'batch',
  'isolation',
  'fever',
  'alert',
  'round',
  'unit',
  'stay',
  'task-force',
  'combat-unit',
  'site',
  'call',
  'need',
]);

/** A command and its input as a line for a shell, people and errands by account and number; secrets and free words are left out. */
export function hzLineOf(noun: string, verb: string, flags: readonly Flag[], form: Form, subject: string): string {
  const words = flags.flatMap((flag) => {
    const one = NAMED.has(flag.kind) ? form.fields.find(({ path }) => path === flag.path) : undefined;
    const named = one?.picks ? one.picks.map(({ also, value }) => also ?? value).join(',') : one?.picked?.also;
    const text = named ?? entered(form, flag.path);
    if (text === '' || /password/i.test(flag.path) || PRIVATE.has(flag.path)) return [];
    return [
      `--${flag.name}`,
      ...(flag.kind === 'boolean' ? [] : [/^[\w@.:,/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`]),
    ];
  });
  return ['hz', noun, verb, subject, ...words].filter((word) => word !== '').join(' ');
}
/** What a person said or is called never stands in a log line. */
const PRIVATE = new Set([
  'name',
  'plate',
  'readings',
  'witnesses',
  'temperature',
  'symptoms',
  'result',
  'judgement',
  'healthCode',
  'stays',
  'phone',
  'documentNo',
  'words',
  'note',
  'items',
  'reason',
  'receipts',
  'witness',
  'answer',
  'keywords',
  'proof.reference',
  'evidence.reference',
]);
