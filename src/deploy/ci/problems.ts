import { problemType } from '../../kernel/index.ts';

export const targetNotOnDatabricks = problemType<{ target: string; engine: string }>({
  code: 'HR-CI-001',
  severity: 'error',
  title: 'CI deploys to Databricks only',
  message: ({ target, engine }) => `CI cannot deploy to the target "${target}": its engine is ${engine}.`,
  hint: () =>
    'Name a target with `engine: databricks`, or leave the key out: then nothing is deployed from there.',
});

export const nothingToDeploy = problemType<Record<string, never>>({
  code: 'HR-CI-002',
  severity: 'warning',
  title: 'CI deploys nothing',
  message: () => 'No target named dev or prod has `engine: databricks`, so CI only checks the project.',
  hint: () => 'Add such targets, or name yours: `ci: {dev: <target>, prod: <target>}`. Then run this again.',
});

export const packFailed = problemType<{ reason: string }>({
  code: 'HR-CI-003',
  severity: 'error',
  title: 'Headrace cannot be packed',
  message: ({ reason }) => `Headrace could not be packed into a file for CI to install: ${reason}.`,
  hint: () =>
    'See that `npm pack` works here. Or say where CI gets Headrace from: `ci: {headrace: headrace@<version>}`, or your package.json.',
});

export const outOfDate = problemType<{ platform: string; files: readonly string[] }>({
  code: 'HR-CI-004',
  severity: 'error',
  title: 'CI files out of date',
  message: ({ files }) =>
    files.length === 1
      ? `${files[0]} is not what the project would write now.`
      : `${files.join(' and ')} are not what the project would write now.`,
  hint: ({ platform }) => `Run \`headrace ci ${platform}\` and commit what it writes.`,
});
