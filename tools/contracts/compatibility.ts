import { misfits, removedFields, type Difference } from './schema-difference.ts';
import type { Snapshot } from './snapshot.ts';
import type { JsonSchema } from './wire-schema.ts';

/** A change that somebody who relied on the old contracts would notice. */
export interface Break {
  readonly contract: string;
  readonly part: 'whole' | 'input' | 'output' | 'data' | 'params' | 'envelope';
  readonly what: Difference['what'] | 'removed' | 'withdrawn-from-partners';
  /** What happened and what to do instead. */
  readonly sentence: string;
}

/**
 * Everything in which the new contracts fail somebody who knows the old ones. Callers send what the old input allowed, so
 * the new one has to accept it; readers parse by the old output, so what is sent now has to fit it. Refusals may come and
 * go: an unknown code is shown as such.
 */
export function breakingChanges(before: Snapshot, now: Snapshot): readonly Break[] {
  return [...operationBreaks(before, now), ...eventBreaks(before, now), ...refusalBreaks(before, now), ...envelopeBreaks(before, now)];
}

function operationBreaks(before: Snapshot, now: Snapshot): readonly Break[] {
  return Object.entries(before.operations).flatMap(([subject, old]): Break[] => {
    const current = now.operations[subject];
    if (!current) return [removed(subject, Object.keys(now.operations))];
    return [...sentToUs(subject, old.input, current.input), ...sentByUs(subject, 'output', old.output, current.output)];
  });
}

function eventBreaks(before: Snapshot, now: Snapshot): readonly Break[] {
  return Object.entries(before.events).flatMap(([type, old]): Break[] => {
    const current = now.events[type];
    if (!current) return [removed(type, Object.keys(now.events))];
    const withdrawn: Break = {
      contract: type,
      part: 'whole',
      what: 'withdrawn-from-partners',
      sentence: `${type}: partners no longer receive it. Leave \`partner: true\`, or publish ${nextVersion(type)} and tell them first.`,
    };
    return [...(old.partner && !current.partner ? [withdrawn] : []), ...sentByUs(type, 'data', old.data, current.data)];
  });
}

const refusalBreaks = (before: Snapshot, now: Snapshot): readonly Break[] =>
  Object.entries(before.refusals).flatMap(([code, old]) => {
    const current = now.refusals[code];
    return current ? sentByUs(code, 'params', { ...old, additionalProperties: true }, current) : [];
  });

const envelopeBreaks = (before: Snapshot, now: Snapshot): readonly Break[] =>
  (['service', 'partner'] as const).flatMap((reader) =>
    sentByUs(`envelope for ${reader}s`, 'envelope', before.envelopes[reader], now.envelopes[reader]),
  );

/** A version that has gone; beside a newer one the old still has its callers. */
function removed(contract: string, current: readonly string[]): Break {
  const stem = contract.replace(/\.v\d+$/, '');
  const newer = current.filter((other) => other.replace(/\.v\d+$/, '') === stem);
  const instead =
    newer.length > 0 ? `${newer.join(', ')} does not replace it for those who still use it; declare both` : 'Declare it again';
  return {
    contract,
    part: 'whole',
    what: 'removed',
    sentence: `${contract} is gone. ${instead}, until nobody uses it any more: then delete its entry from snapshot.json in the same change.`,
  };
}

function sentToUs(contract: string, old: JsonSchema, current: JsonSchema): readonly Break[] {
  return toBreaks(contract, 'input', [...misfits(old, current), ...removedFields(old, current)], {
    type: ({ detail }) => `callers send ${detail}`,
    'required-added': () => 'callers do not send it; make it optional or give it a default',
    'field-removed': () => 'callers still send it; leave it in the input',
    'field-added-to-closed': () => 'callers still send it; leave it in the input',
    values: ({ detail }) => `callers still send ${detail}; go on accepting it`,
    bounds: ({ detail }) => `narrower than before (${detail}); go on accepting what was accepted`,
    form: ({ detail }) => `a form callers do not keep to (${detail}); go on accepting what was accepted`,
    alternatives: ({ detail }) => `one way of saying it is no longer accepted (${detail}); go on accepting it`,
  });
}

function sentByUs(contract: string, part: Break['part'], old: JsonSchema, current: JsonSchema): readonly Break[] {
  return toBreaks(contract, part, [...misfits(current, old), ...removedFields(old, current)], {
    type: ({ detail }) => `readers find ${detail}`,
    'required-added': () => 'readers rely on it and it may now be absent; always send it',
    'field-removed': () => 'readers look for it; go on sending it',
    'field-added-to-closed': () => 'readers refuse fields they do not know here, the object is strict',
    values: ({ detail }) => `readers do not know ${detail}`,
    bounds: ({ detail }) => `wider than readers allow (${detail})`,
    form: ({ detail }) => `not the form readers expect (${detail})`,
    alternatives: ({ detail }) => `readers know none of what is sent (${detail})`,
  });
}

type Explanations = Readonly<Record<Difference['what'], (difference: Difference) => string>>;

/** One break per place and kind; a removed field is not also one that may be absent. */
function toBreaks(contract: string, part: Break['part'], differences: readonly Difference[], why: Explanations): readonly Break[] {
  const gone = new Set(differences.filter(({ what }) => what === 'field-removed').map(({ at }) => at));
  const told = new Map<string, Break>();
  for (const difference of differences) {
    const { at, what } = difference;
    if (what !== 'field-removed' && gone.has(at)) continue;
    const place = `${contract} ${part}${at === '' ? '' : ` ${at}`}`;
    const sentence = `${place}: ${why[what](difference)}. If the change is meant, publish ${nextVersion(contract)} beside it.`;
    told.set(`${at} ${what}`, { contract, part, what, sentence });
  }
  return [...told.values()];
}

/** The contract's name one version on; what has no version gets a new name. */
function nextVersion(contract: string): string {
  const version = /\.v(\d+)$/.exec(contract)?.[1];
  return version === undefined ? 'another one under a new name' : contract.replace(/\d+$/, String(Number(version) + 1));
}
