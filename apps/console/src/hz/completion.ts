import type { Argument, Command, Option } from 'commander';

/** What may follow a command: its own commands, its flags, the values of its flags and of its first argument. */
interface Place {
  /** Words from the program to here, such as `errand accept`. */
  readonly path: string;
  readonly command: Command;
}

const choicesOf = ({ argChoices = [] }: Option | Argument): readonly string[] => argChoices;
const flagsOf = (command: Command): readonly Option[] => command.options.filter(({ long }) => long !== undefined);
/** A word for a shell, in single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

function places(command: Command, path = ''): readonly Place[] {
  const below = command.commands.flatMap((sub) => places(sub, path === '' ? sub.name() : `${path} ${sub.name()}`));
  return [{ path, command }, ...below];
}

/** The part that bash and zsh share: finds the command among `before`, and leaves in `reply` what may follow. */
function lookup(all: readonly Place[]): string {
  const known = all.slice(1).map(({ path }) => `"${path.includes(' ') ? path : ` ${path}`}"`);
  const values = all.flatMap(({ path, command }) =>
    flagsOf(command)
      .filter(({ required }) => required)
      .map((flag) => `    "${path} ${flag.long ?? ''}") reply="${choicesOf(flag).join(' ')}" ;;`),
  );
  const words = all.map(({ path, command }) => {
    const flags = flagsOf(command).map(({ long }) => long);
    const [first] = command.registeredArguments;
    return `      "${path}") reply="${[...command.commands.map((sub) => sub.name()), ...(first ? choicesOf(first) : []), ...flags].join(' ')}" ;;`;
  });
  return `  for word in "\${before[@]}"; do
    case "$at $word" in
      ${known.join(' | ')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at $previous" in
${values.join('\n')}
    *) case "$at" in
${words.join('\n')}
    esac ;;
  esac`;
}

/** Files complete where a command takes one, after its choice. */
const bash = (all: readonly Place[]): string => `_hz() {
  local previous="\${COMP_WORDS[COMP_CWORD - 1]}" at="" word reply=""
  local before=("\${COMP_WORDS[@]:1:COMP_CWORD - 1}")
${lookup(all)}
  COMPREPLY=($(compgen -W "$reply" -- "\${COMP_WORDS[COMP_CWORD]}"))
  if [ "$at" = "import file" ]; then compopt -o default; fi
}
complete -F _hz hz
`;

const zsh = (all: readonly Place[]): string => `#compdef hz
_hz() {
  local previous="\${words[CURRENT-1]}" at="" word reply=""
  local -a before=("\${(@)words[2,CURRENT-1]}")
${lookup(all)}
  compadd -- \${=reply}
  if [[ "$at" == "import file" ]]; then _files; fi
}
if [[ "\${funcstack[1]}" == _hz ]]; then
  _hz
else
  (( \${+functions[compdef]} )) || { autoload -U compinit && compinit; }
  compdef _hz hz
fi
`;

function fish(all: readonly Place[]): string {
  const lines = all.flatMap(({ path, command }) => {
    const here = `complete -c hz -n '__hz_at "${path}"'`;
    const [first] = command.registeredArguments;
    return [
      ...command.commands.map((sub) => `${here} -a ${sub.name()} -d ${fishQuoted(sub.summary() || sub.description())}`),
      ...flagsOf(command).map(
        (flag) =>
          `${here} -l ${flag.long?.slice(2) ?? ''} -d ${fishQuoted(flag.description)}${flag.required ? ' -x' : ''}${choicesOf(flag).length > 0 ? ` -a '${choicesOf(flag).join(' ')}'` : ''}`,
      ),
      ...(first && choicesOf(first).length > 0 ? [`${here} -a '${choicesOf(first).join(' ')}'`] : []),
    ];
  });
  return `function __hz_at
  set -l at ''
  for word in (commandline -opc)[2..]
    switch "$at $word"
      case ${all
        .slice(1)
        .map(({ path }) => quoted(path.includes(' ') ? path : ` ${path}`))
        .join(' ')}
        set at (string trim "$at $word")
    end
  end
  test "$at" = "$argv[1]"
end
complete -c hz -f
complete -c hz -n '__hz_at "import file"' -F
${lines.join('\n')}
`;
}

const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;

/** A completion script for a shell: the words are in it, so completing asks neither network nor this program. */
export function completionScript(shell: string, program: Command): string {
  const all = places(program);
  if (shell === 'bash') return bash(all);
  if (shell === 'zsh') return zsh(all);
  if (shell === 'fish') return fish(all);
  throw Object.assign(new Error('bash | zsh | fish'), { code: 'commander.invalidArgument', exitCode: 2 });
}
