import { areasOf, type Caller } from '@houzhai/auth';
import { SUBDISTRICT } from '@houzhai/contracts';

/**
 * Condition that limits rows to the caller's jurisdiction, for tables with `area` and `path`.
 * @param $ adds a parameter and returns its placeholder. Guests see nothing.
 * @param of what the two columns are called where a row belongs to two places, such as `checkpoint_`.
 */
export function withinScope(caller: Caller, $: (value: unknown) => string, alias = '', of = ''): string {
  if (caller.kind === 'service') return 'true';
  if (caller.kind === 'guest') return 'false';
  if (caller.scope.includes(SUBDISTRICT)) return 'true';
  const column = (name: string): string => `${alias === '' ? '' : `${alias}.`}"${of}${name}"`;
  const whole = caller.scope.filter((path) => path.split('/').length === 2);
  const deeper = caller.scope.filter((path) => path.split('/').length > 2);
  const parts: string[] = [];
  if (whole.length > 0) parts.push(`${column('area')} = any(${$(areasOf(whole))}::text[])`);
  for (const path of deeper)
    parts.push(`(${column('path')} = ${$(path)} or ${column('path')} like ${$(`${path.replaceAll(/[\\%_]/g, '\\$&')}/%`)})`);
  return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`;
}
