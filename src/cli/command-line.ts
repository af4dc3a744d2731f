/**
 * The command line as it goes into the history and into messages to others. Values of variables are
 * left out: they may be secrets.
 */
export function commandLine(argv: readonly string[]): string {
  const shown = argv.map((word, index) => {
    if (argv[index - 1] === '--var') return `${word.split('=')[0]}=…`;
    if (word.startsWith('--var=')) return `${word.split('=').slice(0, 2).join('=')}=…`;
    return /[\s"'$*]/.test(word) ? JSON.stringify(word) : word;
  });
  return ['headrace', ...shown].join(' ');
}
