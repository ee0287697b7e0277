import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { buildProgram } from './program.ts';

describe('the command line', () => {
  it('gives a noun among the words its verbs and flags, the others their names', () => {
    const program = buildProgram(['errand', 'accept', '--help']);
    const noun = (name: string) => program.commands.find((command) => command.name() === name);
    const accept = noun('errand')?.commands.find((command) => command.name() === 'accept');
    expect(accept?.helpInformation()).toContain('--expected-version');
    expect(noun('person')?.commands).toEqual([]);
    expect(program.helpInformation()).toContain('person');
  });

  it.each([
    ['delivery retry', 'position'],
    ['delivery skip', 'position'],
    ['delivery retry-dead-letter', 'id'],
    ['delivery give-up-dead-letter', 'id'],
  ])('takes what %s is about without a flag, as the console and the delivery state write it', (line, name) => {
    const [noun = '', verb = ''] = line.split(' ');
    const command = buildProgram([noun])
      .commands.find((one) => one.name() === noun)
      ?.commands.find((one) => one.name() === verb);
    expect(command?.registeredArguments.map((argument) => argument.name())).toEqual([name]);
  });

  it('loads contracts and transport for a call only, so that help comes at once', async () => {
    const { metafile } = await build({
      entryPoints: [join(import.meta.dirname, 'program.ts')],
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      outdir: 'out',
      write: false,
      metafile: true,
    });
    const loaded = (output: string): readonly string[] =>
      (metafile.outputs[output]?.imports ?? [])
        .filter(({ kind }) => kind === 'import-statement')
        .flatMap(({ path, external }) => (external ? [path] : loaded(path)));
    expect(loaded('out/program.js')).toEqual(['commander']);
  });
});
