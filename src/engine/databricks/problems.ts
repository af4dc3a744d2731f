import { count, duration, listing, problemType } from '../../kernel/index.ts';

/** What can be wrong when a workspace builds the tables; codes go on after those of the workspace client. */
export const noPipeline = problemType<{
  pipeline: string;
  target: string;
  host: string;
  similar: readonly string[];
}>({
  code: 'HR-DATABRICKS-050',
  severity: 'error',
  title: 'Pipeline not deployed',
  message: ({ pipeline, host }) => `The workspace ${host} has no pipeline "${pipeline}".`,
  hint: ({ target, similar }) =>
    `Deploy the project first: \`headrace deploy --target ${target}\`.${similar.length > 0 ? ` There are ${listing(similar)}; in development mode, everybody has pipelines of their own.` : ''}`,
});

export const severalPipelines = problemType<{ pipeline: string; host: string; ids: readonly string[] }>({
  code: 'HR-DATABRICKS-051',
  severity: 'error',
  title: 'Several pipelines with one name',
  message: ({ pipeline, host, ids }) =>
    `The workspace ${host} has ${count(ids.length, 'pipeline')} called "${pipeline}": ${listing(ids)}.`,
  hint: () =>
    'Delete those that are left from something else, or give the bundle another name (`bundle: {name: …}`) and deploy it.',
});

export const updateUnderWay = problemType<{ pipeline: string; update: string; state: string; url: string }>({
  code: 'HR-DATABRICKS-052',
  severity: 'error',
  title: 'Pipeline already running',
  message: ({ pipeline, update, state }) =>
    `Pipeline "${pipeline}" is already being updated: update ${update || 'of somebody else'} is ${state || 'under way'}.`,
  hint: ({ pipeline, update, url }) =>
    `A pipeline does one update at a time. Wait for it${update ? ` (\`headrace logs ${update} --pipeline "${pipeline}"\` shows what it does)` : ''}, or stop it there: ${url}`,
});

export const updateFailed = problemType<{ pipeline: string; update: string; message: string; url: string }>({
  code: 'HR-DATABRICKS-053',
  severity: 'error',
  title: 'Update of a pipeline failed',
  message: ({ pipeline, message }) => `The update of pipeline "${pipeline}" failed: ${message}`,
  hint: ({ url }) => `\`headrace logs last\` shows all it said; or look there: ${url}`,
});

export const tableFailed = problemType<{ table: string; message: string; url: string }>({
  code: 'HR-DATABRICKS-054',
  severity: 'error',
  title: 'Table failed in a workspace',
  message: ({ table, message }) => `"${table}" failed in the workspace: ${message}`,
  hint: ({ url }) => `\`headrace logs last\` shows all that the update said; or look there: ${url}`,
});

export const updateCancelled = problemType<{ pipeline: string; update: string; url: string }>({
  code: 'HR-DATABRICKS-055',
  severity: 'error',
  title: 'Update stopped by somebody else',
  message: ({ pipeline, update }) =>
    `Update ${update} of pipeline "${pipeline}" was stopped in the workspace, not from here.`,
  hint: ({ url }) => `Who did it is said there: ${url}. Run again to go on.`,
});

export const connectionLost = problemType<{ pipeline: string; reason: string }>({
  code: 'HR-DATABRICKS-056',
  severity: 'warning',
  title: 'Connection lost while an update goes on',
  message: ({ pipeline, reason }) =>
    `The workspace cannot be asked about pipeline "${pipeline}" at the moment: ${reason}`,
  hint: () => 'The update goes on without us. It is asked about again and again; nothing is to be done.',
});

export const lostForGood = problemType<{ pipeline: string; update: string; forMs: number }>({
  code: 'HR-DATABRICKS-057',
  severity: 'error',
  title: 'Connection not found again',
  message: ({ pipeline, update, forMs }) =>
    `For ${duration(forMs)} the workspace could not be asked about update ${update} of pipeline "${pipeline}"; it may be going on.`,
  hint: () => 'Once the connection is back, `headrace logs last` shows what became of it.',
});

export const stopping = problemType<{ pipelines: readonly string[] }>({
  code: 'HR-DATABRICKS-058',
  severity: 'warning',
  title: 'Update being stopped',
  message: ({ pipelines }) =>
    `${pipelines.length === 1 ? 'The update' : 'Updates'} of ${listing(pipelines)} ${pipelines.length === 1 ? 'is' : 'are'} being stopped.`,
  hint: () =>
    'That can take a minute. One more Ctrl-C leaves at once; what was not stopped by then goes on in the workspace.',
});

export const leftGoing = problemType<{ pipeline: string; update: string; why: string; url: string }>({
  code: 'HR-DATABRICKS-059',
  severity: 'warning',
  title: 'Update left going',
  message: ({ pipeline, update, why }) =>
    `Update ${update} of pipeline "${pipeline}" goes on in the workspace: ${why}.`,
  hint: ({ url }) => `It can be seen, and stopped, there: ${url}`,
});

export const forceWithoutMeaning = problemType<Record<string, never>>({
  code: 'HR-DATABRICKS-060',
  severity: 'warning',
  title: 'Nothing to force in a workspace',
  message: () =>
    'On Databricks, --force makes no difference: an update takes every selected table, and the platform decides what it computes anew.',
  hint: () => 'To start tables over, say --full-refresh.',
});

export const noUpdates = problemType<{ run: string; engine: string }>({
  code: 'HR-DATABRICKS-061',
  severity: 'error',
  title: 'Run without updates',
  message: ({ run, engine }) =>
    engine === 'databricks'
      ? `Run ${run} has started no update of a pipeline.`
      : `Run ${run} was a run on ${engine}; only those on databricks leave events in a workspace.`,
  hint: () => '`headrace runs show` tells what a run did here.',
});

export const otherWorkspace = problemType<{ run: string; was: string; now: string }>({
  code: 'HR-DATABRICKS-062',
  severity: 'error',
  title: 'Run in another workspace',
  message: ({ run, was, now }) => `Run ${run} was in the workspace ${was}, but this is ${now}.`,
  hint: () => 'Say its target (`--target`), or the profile of that workspace (DATABRICKS_CONFIG_PROFILE).',
});

export const unknownRun = problemType<{ id: string }>({
  code: 'HR-DATABRICKS-063',
  severity: 'error',
  title: 'No such run or update',
  message: ({ id }) =>
    id === 'last' ? 'There was no run on Databricks yet.' : `There is no single run or update "${id}".`,
  hint: ({ id }) =>
    id === 'last'
      ? 'Begin with `headrace run --engine databricks`, or say `--pipeline`.'
      : 'See runs with `headrace runs`; for an update that was started elsewhere say its pipeline with `--pipeline`.',
});
