/** What the original calls a command's script, so that its commands run with only the program's name changed. */
export function originalNames(command: string): string[] {
  const script = command.replaceAll('-', '_');
  return [script, `${script}.py`];
}
