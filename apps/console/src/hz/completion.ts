import type { Command } from 'commander';

const leaves = (program: Command): Map<string, readonly string[]> => {
  const words = new Map<string, readonly string[]>([['', program.commands.map((command) => command.name())]]);
  for (const noun of program.commands) {
    words.set(noun.name(), [...noun.commands.map((verb) => verb.name()), ...noun.options.map((option) => option.long ?? '')]);
    for (const verb of noun.commands)
      words.set(
        `${noun.name()} ${verb.name()}`,
        verb.options.map((option) => option.long ?? ''),
      );
  }
  return words;
};

/** A completion script for a shell: the words are in it, so completing asks neither network nor this program. */
export function completionScript(shell: string, program: Command): string {
  const words = leaves(program);
  if (shell === 'fish') {
    const lines = ['complete -c hz -f'];
    for (const noun of program.commands) {
      lines.push(`complete -c hz -n __fish_use_subcommand -a ${noun.name()} -d '${noun.description().replaceAll("'", '')}'`);
      for (const verb of noun.commands) {
        lines.push(
          `complete -c hz -n '__fish_seen_subcommand_from ${noun.name()}' -a ${verb.name()} -d '${verb.summary().replaceAll("'", '')}'`,
        );
      }
    }
    return `${lines.join('\n')}\n`;
  }
  const cases = [...words].map(([path, list]) => `    "${path}") words="${list.filter((word) => word !== '').join(' ')}" ;;`).join('\n');
  const body = `_hz() {
  local cur words path
  cur="\${COMP_WORDS[COMP_CWORD]}"
  path="\${COMP_WORDS[@]:1:COMP_CWORD-1}"
  [ "$COMP_CWORD" -gt 3 ] && path="\${COMP_WORDS[1]} \${COMP_WORDS[2]}"
  case "$path" in
${cases}
    *) path="\${COMP_WORDS[1]} \${COMP_WORDS[2]}"; words="" ;;
  esac
  COMPREPLY=( $(compgen -W "$words" -- "$cur") )
}
complete -F _hz hz
`;
  if (shell === 'bash') return body;
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${body}`;
  throw Object.assign(new Error('bash | zsh | fish'), { code: 'commander.invalidArgument', exitCode: 2 });
}
