import { listing, problemType } from '../../kernel/index.ts';

/** What can go wrong with the official CLI; codes go on after those of runs on Databricks. */
const install = 'Install it as https://docs.databricks.com/dev-tools/cli/install says';

export const noCli = problemType<{ program: string; reason: string }>({
  code: 'HR-DATABRICKS-070',
  severity: 'error',
  title: 'The official CLI is missing',
  message: ({ program, reason }) => `The official Databricks CLI cannot be run: ${reason} ("${program}").`,
  hint: () =>
    `${install}; it deploys bundles, which Headrace only writes. Where it is not on the PATH, say where with DATABRICKS_CLI.`,
});

export const oldCli = problemType<{ program: string; version: string; needed: string }>({
  code: 'HR-DATABRICKS-071',
  severity: 'error',
  title: 'The official CLI is too old',
  message: ({ program, version, needed }) =>
    `The Databricks CLI "${program}" is version ${version}; ${needed} or newer is needed.`,
  hint: () =>
    'Older ones cannot validate strictly: they deploy what is misspelt without a word. Update it, or say where a newer one is with DATABRICKS_CLI.',
});

export const notTheCli = problemType<{ program: string; said: string }>({
  code: 'HR-DATABRICKS-072',
  severity: 'error',
  title: 'Not the official CLI',
  message: ({ program, said }) =>
    `"${program}" is not the Databricks CLI that deploys bundles; asked for its version, it says: ${said || 'nothing'}`,
  hint: () =>
    `The Python package "databricks-cli" is an older program of the same name. ${install}, and put it first on the PATH or in DATABRICKS_CLI.`,
});

export const cliFailed = problemType<{
  doing: string;
  command: string;
  ended: string;
  output: string;
  advice: string | undefined;
}>({
  code: 'HR-DATABRICKS-073',
  severity: 'error',
  title: 'The official CLI failed',
  message: ({ doing, command, ended, output }) =>
    `${doing} failed: \`${command}\` ended with ${ended}.${output === '' ? ' It says nothing.' : ` It says:\n${output.replace(/^/gm, '    ')}`}`,
  hint: ({ advice, command }) => advice ?? `To see more, run \`${command} --debug\` in the project's folder.`,
});

export const bundleOutdated = problemType<{ files: readonly string[] }>({
  code: 'HR-DATABRICKS-074',
  severity: 'error',
  title: 'Bundle not up to date',
  message: ({ files }) =>
    `The bundle is not what the project would give now: ${listing(files)} would change, so it is not deployed.`,
  hint: () => 'Run `headrace bundle`, look at what changed, and commit it.',
});

export const noBundle = problemType<Record<string, never>>({
  code: 'HR-DATABRICKS-075',
  severity: 'error',
  title: 'No bundle',
  message: () => 'There is no databricks.yml, which says what was deployed.',
  hint: () => 'Run `headrace bundle` first.',
});

export const notForDatabricks = problemType<{ target: string; engine: string; others: readonly string[] }>({
  code: 'HR-DATABRICKS-076',
  severity: 'error',
  title: 'Target not on Databricks',
  message: ({ target, engine }) => `Target "${target}" runs on ${engine}; there is nothing to deploy.`,
  hint: ({ others }) =>
    others.length > 0
      ? `Say another with --target: ${listing(others)}.`
      : 'Add a target with `engine: databricks` and a host.',
});

export const notDestroyed = problemType<{ target: string }>({
  code: 'HR-DATABRICKS-077',
  severity: 'error',
  title: 'Not confirmed',
  message: ({ target }) => `Nothing of target "${target}" was destroyed.`,
  hint: () => 'Say --yes to destroy without being asked; --dry-run shows what there is.',
});
