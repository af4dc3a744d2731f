/** After what looks like the beginning of real work: that it was none. */
export function sayDryRun(options: { dryRun?: boolean; json?: boolean; quiet?: boolean }): void {
  if (options.dryRun && !options.json && !options.quiet) {
    process.stdout.write('nothing was done (--dry-run)\n');
  }
}
