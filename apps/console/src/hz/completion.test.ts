import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { completionScript } from './completion.ts';
import { buildProgram } from './program.ts';

const program = buildProgram();
const isInstalled = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;
const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** What each shell itself offers after these words, the last of which is being typed. The script is larger than one argument may be. */
const SHELLS = {
  bash: (...words: string[]) => {
    const ask = `${completionScript('bash', program)}\nCOMP_WORDS=(hz "$@"); COMP_CWORD=$#; _hz 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return linesOf(execFileSync('bash', ['--norc', '-s', '--', ...words], { input: ask, encoding: 'utf8' }));
  },
  // compadd works inside the line editor only: what it would be given is looked at, and matched as it would match.
  zsh: (...words: string[]) => {
    const ask = `compdef() :; _files() :; compadd() { shift; print -l -- "$@" }\n${completionScript('zsh', program)}\nwords=(hz "$@"); CURRENT=$#words; _hz`;
    const given = linesOf(execFileSync('zsh', ['-f', '-s', '--', ...words], { input: ask, encoding: 'utf8' }));
    return given.filter((word) => word.startsWith(words.at(-1) ?? ''));
  },
  fish: (...words: string[]) => {
    const ask = `${completionScript('fish', program)}\ncomplete -C 'hz ${words.join(' ')}'`;
    const given = execFileSync('fish', ['--no-config'], { input: ask, encoding: 'utf8' });
    return linesOf(given).map((line) => line.split('\t')[0] ?? '');
  },
};

/** Every Debian has bash; the others are tried where they are. */
const shells = (['bash', 'zsh', 'fish'] as const).filter((shell) => shell === 'bash' || isInstalled(shell));

describe.each(shells)('completion in %s', (shell) => {
  it('offers what may stand there', { timeout: 30_000 }, () => {
    const offered = SHELLS[shell];
    expect(offered('er')).toEqual(['errand']);
    expect(offered('errand', 'ac')).toEqual(['accept']);
    expect(offered('errand', 'list', '--du')).toEqual(['--due']);
    expect(offered('errand', 'list', '--due', '')).toEqual(['overdue', 'soon', 'today']);
    expect(offered('errand', 'list', '--due', 'soon', '--jsonl', '--cs')).toEqual(['--csv']);
    expect(offered('errand', 'hand-over', '0254-6', '--idem')).toEqual(['--idempotency-key']);
    expect(offered('sign-in', 'duty', '--read')).toEqual(['--read-only']);
    expect([...offered('watch', '')].filter((word) => !word.startsWith('-')).sort()).toEqual([
      'alert',
      'arrival',
      'board',
      'call',
      'card',
      'care',
      'checkpoint',
      'errand',
      'escort-batch',
      'fever',
      'medicine-run',
      'need-report',
      'screening-campaign',
      'screening-unit',
      'task-force',
    ]);
    expect(offered('import', 'file', 'PL')).toEqual(['PLACES']);
    expect(offered('nothing', 'here', 'x')).toEqual([]);
  });
});
