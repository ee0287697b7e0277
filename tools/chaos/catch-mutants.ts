import 'temporal-polyfill/global';
import { bilingual, say } from '@houzhai/dev/say.ts';
import { MUTANTS } from './mutants.ts';
import { runChaos } from './run.ts';

/** npm run chaos:mutants -- [name …]: plants mistakes one at a time and shows that a run sees each. Ends with 1 when one escapes. */
const PATIENCE_MS = 20_000;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !MUTANTS.some((mutant) => mutant.name === name));
if (unknown.length > 0) {
  const names = MUTANTS.map(({ name }) => name).join(' ');
  say(`不认识:${unknown.join(' ')}。可用:${names}`, `Unknown: ${unknown.join(' ')}. There are: ${names}`);
  process.exit(64);
}
let escaped = 0;
for (const { name, zh, en, edits, run } of MUTANTS) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const began = performance.now();
  const { checks } = await runChaos({ ...run, edits, patienceMs: PATIENCE_MS, tell: () => undefined });
  // A check that had nothing to look at catches nobody.
  const broken = checks.filter(({ wrong }) => wrong.length > 0);
  if (broken.length === 0) escaped += 1;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const result = broken.length > 0 ? bilingual('抓住', 'caught') : bilingual('逃脱', 'escaped');
  console.log(`${broken.length > 0 ? '✓' : '✗'} ${name} (${bilingual(zh, en)}): ${result}, ${seconds} s`);
  for (const check of broken) console.log(`    ${bilingual(check.zh, check.en)}: ${String(check.wrong.length)} / ${String(check.of)}`);
}
process.exit(escaped === 0 ? 0 : 1);
