import { bundle, PROGRAMS } from './bundle.mjs';

/** Makes the bundles of these programs that are older than their sources. */
export async function buildPrograms(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const program = PROGRAMS.find((each) => each.name === name);
    if (!program) throw new Error(`no program ${name}`);
    await bundle(program);
  }
}
