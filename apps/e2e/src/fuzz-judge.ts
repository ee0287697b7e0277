import { REFUSALS, type Command, type Query, type Reply } from '@houzhai/contracts';
import type { FuzzCall } from './fuzz-calls.ts';

/** What became of a call whose answer went elsewhere or nowhere. */
export const UNHEARD = 'unheard';
/** What became of a call that nats-server let nobody have. */
export const NOT_PERMITTED = 'not permitted';
const LONGEST_REFUSAL = 8_000;

/** What is wrong with an answer. */
export function judge(contract: Command | Query, call: FuzzCall, text: string, nobody: boolean): { code: string; faults: string[] } {
  const faults: string[] = [];
  if (text === UNHEARD) return { code: UNHEARD, faults };
  if (text === NOT_PERMITTED) return { code: NOT_PERMITTED, faults: call.subject === undefined ? ['not permitted to who may'] : [] };
  let reply: Reply;
  try {
    reply = JSON.parse(text) as Reply;
  } catch {
    return { code: 'none', faults: ['no answer of ours'] };
  }
  if (reply.ok) {
    if (call.subject !== undefined) faults.push('carried out though nobody serves it');
    if (nobody) faults.push('carried out for a token that is nobody’s');
    if (!parses(contract, call.body)) faults.push('accepted what its schema refuses');
    if (!contract.output.safeParse(reply.value).success) faults.push('answered what its schema does not know');
    return { code: 'ok', faults };
  }
  const code = 'refusal' in reply ? reply.refusal.code : `fault:${reply.fault.code}`;
  if (!('refusal' in reply)) faults.push('a fault');
  else if (!Object.hasOwn(REFUSALS, code)) faults.push('a refusal nobody knows');
  else if (!REFUSALS[reply.refusal.code].safeParse(reply.refusal.params).success) faults.push('parameters that are not of its code');
  if (/金丝雀|Kanarie/.test(text)) faults.push('an echo');
  if (/\.[cm]?[jt]s\b|node_modules|\bat [A-Z\w.]+ \(|Error:|select |insert /.test(text)) faults.push('something of the inside');
  if (text.length > LONGEST_REFUSAL) faults.push(`${String(text.length)} characters of refusal`);
  if (nobody && !['access.unauthenticated', 'request.invalid', 'request.too-large'].includes(code)) faults.push('known without a token');
  return { code, faults };
}

/** Whether a body is one of the operation, read as a service reads it. */
function parses(contract: Command | Query, body: Uint8Array): boolean {
  try {
    const value: unknown = body.length === 0 ? {} : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return contract.input.safeParse(value).success;
  } catch {
    return false;
  }
}
