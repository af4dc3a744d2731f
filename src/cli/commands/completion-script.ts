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

/** Words that lead to a command, as `connectors discover`; a group of commands comes before what is in it. */
function paths(program: Command): { readonly path: string; readonly command: Command }[] {
  return program.commands.flatMap((command) => [
    { path: command.name(), command },
    ...command.commands.map((inner) => ({ path: `${command.name()} ${inner.name()}`, command: inner })),
  ]);
}

function bash(program: Command): string {
  const names = program.commands.map((command) => command.name()).join(' ');
  const groups = program.commands.filter((command) => command.commands.length > 0);
  const commands = paths(program);
  const cases = commands.map(({ path, command }) => {
    const options = visible(command).flatMap(({ short, long }) => [short, long].filter(Boolean));
    const words = [...command.commands.map((inner) => inner.name()), ...options, '--help'];
    return `    "${path}") words="${words.join(' ')}" ;;`;
  });
  const choices = commands.flatMap(({ path, command }) =>
    visible(command).flatMap(({ long, argChoices }) =>
      long && argChoices ? [`    "${path} ${long}") words="${argChoices.join(' ')}" ;;`] : [],
    ),
  );
  const within = groups.map(
    (group) => `    ${group.name()}) [ "$COMP_CWORD" -gt 2 ] && command="$command \${COMP_WORDS[2]}" ;;`,
  );
  return `_headrace() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names} --help --version" -- "$current")); return
  fi
  case "$previous" in
    --project|-p|--output|-o) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  local command="\${COMP_WORDS[1]}"
  case "$command" in
${within.join('\n')}
  esac
  case "$command $previous" in
${choices.join('\n')}
  esac
  [ -n "$words" ] || case "$command" in
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
    const seen = `__fish_seen_subcommand_from ${name}`;
    const inner = command.commands.map((one) => one.name()).join(' ');
    for (const one of command.commands) {
      const here = `${seen}; and not __fish_seen_subcommand_from ${inner}`;
      lines.push(`complete -c headrace -n "${here}" -a ${one.name()} -d ${quoted(one.description())}`);
      lines.push(...fishOptions(one, `${seen}; and __fish_seen_subcommand_from ${one.name()}`));
    }
    if (inner === '') lines.push(...fishOptions(command, seen));
  }
  return `${lines.join('\n')}\n`;
}

function fishOptions(command: Command, condition: string): string[] {
  return visible(command).map((option) => {
    const parts = [
      option.short && `-s ${option.short.slice(1)}`,
      option.long && `-l ${option.long.slice(2)}`,
      option.argChoices && `-xa ${quoted(option.argChoices.join(' '))}`,
      `-d ${quoted(option.description)}`,
    ].filter(Boolean);
    return `complete -c headrace -n "${condition}" ${parts.join(' ')}`;
  });
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
