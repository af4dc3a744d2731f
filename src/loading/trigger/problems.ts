import { listing, problemType } from '../../kernel/index.ts';

export const noLoaderJob = problemType<{ name: string | undefined; host: string; target: string }>({
  code: 'HR-TRIGGER-001',
  severity: 'error',
  title: 'No loader job',
  message: ({ name, host }) =>
    name === undefined
      ? 'Nothing says which job loads tables into search.'
      : `The workspace ${host} has no job "${name}".`,
  hint: ({ name, target }) =>
    name === undefined
      ? 'Say --job-id or ES_LOADER_JOB_ID, or make the job part of the bundle: `bundle: {loader: true}`, then `headrace bundle` and `headrace deploy`.'
      : `Deploy it with \`headrace deploy --target ${target}\`, or say --job-id or ES_LOADER_JOB_ID.`,
});

export const severalLoaderJobs = problemType<{ name: string; host: string; ids: readonly string[] }>({
  code: 'HR-TRIGGER-002',
  severity: 'error',
  title: 'Several loader jobs',
  message: ({ name, host, ids }) =>
    `The workspace ${host} has ${ids.length} jobs called "${name}": ${listing(ids)}.`,
  hint: () => 'Choose one with --job-id or ES_LOADER_JOB_ID.',
});

export const badJobId = problemType<{ text: string; from: string }>({
  code: 'HR-TRIGGER-003',
  severity: 'error',
  title: 'Not the id of a job',
  message: ({ text, from }) => `"${text}" (${from}) is not the id of a job: ids are whole numbers.`,
  hint: () => 'It is in the address of the job in the workspace: …/jobs/123456789.',
});

export const missingParameter = problemType<{
  load: string | undefined;
  missing: readonly ('source_table' | 'data_source')[];
  names: readonly string[];
}>({
  code: 'HR-TRIGGER-004',
  severity: 'error',
  title: 'Parameters of a loader run missing',
  message: ({ load, missing }) =>
    `${load === undefined ? 'The load' : `Load "${load}"`} needs ${listing(missing.map((name) => `"${name}"`))}.`,
  hint: ({ names }) =>
    `Give --source-table and --data-source, a file with --jobs, or names of loads${names.length > 0 ? `: ${listing(names)}` : ' (`loads:` in config.yml)'}.`,
});

export const unknownParameter = problemType<{ load: string; parameter: string }>({
  code: 'HR-TRIGGER-005',
  severity: 'error',
  title: 'Not a parameter of the loader job',
  message: ({ load, parameter }) => `The loader job takes no "${parameter}", which load "${load}" says.`,
  hint: () =>
    'It takes source_table, data_source, es_nodes and batch_id. Say the rest in config.yml, which the job reads.',
});

export const sameRun = problemType<{ first: string; second: string }>({
  code: 'HR-TRIGGER-006',
  severity: 'error',
  title: 'One load twice',
  message: ({ first, second }) =>
    first === second
      ? `"${first}" is asked for twice, with the same parameters.`
      : `"${first}" and "${second}" are the same load: their parameters are equal.`,
  hint: () => 'Leave one of them out.',
});

export const notSettled = problemType<{ load: string; references: readonly string[] }>({
  code: 'HR-TRIGGER-007',
  severity: 'error',
  title: 'Reference of a load not set',
  message: ({ load, references }) => `Load "${load}" refers to ${listing(references)}, which is not set.`,
  hint: () => 'Set it in the environment of this command, or say the value by a flag.',
});

export const oneLoadOnly = problemType<{ flag: string }>({
  code: 'HR-TRIGGER-008',
  severity: 'error',
  title: 'A parameter for one load, and several loads',
  message: ({ flag }) => `${flag} says one load, but several are asked for.`,
  hint: () => 'Name one load, or leave the flag out: loads of a list say their own tables.',
});

export const runFailed = problemType<{
  load: string;
  run: string;
  result: string;
  message: string;
  url: string;
}>({
  code: 'HR-TRIGGER-009',
  severity: 'error',
  title: 'Loader run failed',
  message: ({ load, run, result, message }) =>
    `Run ${run} of load "${load}" ended with ${result}${message === '' ? '.' : `: ${message}`}`,
  hint: ({ result, url }) =>
    result === 'MAXIMUM_CONCURRENT_RUNS_REACHED'
      ? 'Let the job queue runs (`queue: {enabled: true}`), or run more of them at once (`max_concurrent_runs`).'
      : `What it printed is there: ${url}. With --batch-id, say --again to start a batch that has failed once more.`,
});

export const notFollowed = problemType<{ reason: string }>({
  code: 'HR-TRIGGER-010',
  severity: 'error',
  title: 'Loader runs not followed any more',
  message: ({ reason }) => `The runs cannot be followed any more: ${reason}`,
  hint: () =>
    'They go on in the workspace. With --batch-id, the same command finds them again and starts none twice.',
});
