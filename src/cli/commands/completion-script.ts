import type { Command, Option } from 'commander';

/** A completion script made from the commands themselves, so that it is never behind them. */
export function completionScript(program: Command, shell: 'bash' | 'zsh' | 'fish'): string {
  if (shell === 'fish') return fish(program);
  // zsh understands bash's completion functions.
  return `${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}${bash(program)}`;
}

function visible(command: Command): Option[] {
  return command.options.filter((option) => !option.hidden);
}

function bash(program: Command): string {
  const names = program.commands.map((command) => command.name()).join(' ');
  const cases = program.commands.map((command) => {
    const options = visible(command);
    const words = [...options.flatMap(({ short, long }) => [short, long].filter(Boolean)), '--help'];
    return `    ${command.name()}) words="${words.join(' ')}" ;;`;
  });
  const choices = program.commands.flatMap((command) =>
    visible(command).flatMap(({ long, argChoices }) =>
      long && argChoices ? [`    "${command.name()} ${long}") words="${argChoices.join(' ')}" ;;`] : [],
    ),
  );
  return `_headrace() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names} --help --version" -- "$current")); return
  fi
  case "$previous" in
    --project|-p|--output|-o) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "\${COMP_WORDS[1]} $previous" in
${choices.join('\n')}
  esac
  [ -n "$words" ] || case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _headrace headrace
`;
}

function fish(program: Command): string {
  const lines = ['complete -c headrace -f'];
  for (const command of program.commands) {
    const name = command.name();
    lines.push(
      `complete -c headrace -n __fish_use_subcommand -a ${name} -d ${quoted(command.description())}`,
    );
    for (const option of visible(command)) {
      const parts = [
        option.short && `-s ${option.short.slice(1)}`,
        option.long && `-l ${option.long.slice(2)}`,
        option.argChoices && `-xa ${quoted(option.argChoices.join(' '))}`,
        `-d ${quoted(option.description)}`,
      ].filter(Boolean);
      lines.push(`complete -c headrace -n "__fish_seen_subcommand_from ${name}" ${parts.join(' ')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
