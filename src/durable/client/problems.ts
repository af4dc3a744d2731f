import { didYouMean, listing, problemType } from '../../kernel/index.ts';

// What can be wrong with workflows that are asked for.

export const badWorkflowId = problemType<{ id: string; reason: string }>({
  code: 'HR-DURABLE-030',
  severity: 'error',
  title: 'Not an id',
  message: ({ id, reason }) => `"${id}" cannot be the id of a workflow: ${reason}.`,
  hint: () => 'Choose one that says what is done, e.g. `orders-2026-11-21`.',
});

export const unknownWorkflow = problemType<{ name: string; names: readonly string[] }>({
  code: 'HR-DURABLE-031',
  severity: 'error',
  title: 'Unknown workflow',
  message: ({ name, names }) => `There is no workflow "${name}".${didYouMean(name, names)}`,
  hint: ({ names }) => `There is ${listing(names)}. A project's own stand in orchestration/*.ts.`,
});

export const idTaken = problemType<{ id: string; workflow: string; what: 'workflow' | 'input' }>({
  code: 'HR-DURABLE-032',
  severity: 'error',
  title: 'Id in use',
  message: ({ id, workflow, what }) =>
    what === 'workflow'
      ? `"${id}" is the id of another workflow, "${workflow}".`
      : `Workflow "${id}" was started with another input.`,
  hint: ({ id }) =>
    `Starting the same again finds the one that runs; something new needs a new id. \`headrace workflow status ${id}\` shows the old one.`,
});

export const noSuchWorkflow = problemType<{ id: string; ids: readonly string[] }>({
  code: 'HR-DURABLE-033',
  severity: 'error',
  title: 'No such workflow',
  message: ({ id, ids }) => `No workflow has the id "${id}".${didYouMean(id, ids)}`,
  hint: () => '`headrace workflow list` shows those there are.',
});

export const otherWorkspace = problemType<{ host: string; awaited: string }>({
  code: 'HR-DURABLE-034',
  severity: 'warning',
  title: 'Runs at another workspace',
  message: ({ host, awaited }) =>
    `Workflows wait for runs at ${awaited}, but the credentials here are for ${host}.`,
  hint: () => 'Start the server with the target of those runs as well, or cancel the workflows.',
});

export const notOnServer = problemType<{ what: string }>({
  code: 'HR-DURABLE-035',
  severity: 'error',
  title: 'Not with a Resonate server',
  message: ({ what }) => `${what} cannot be had from a Resonate server.`,
  hint: () =>
    'Ask `headrace serve` for one workflow: GET /workflows/<id>. Without RESONATE_URL the promises are kept here, and this works.',
});

export const codeChanged = problemType<{ id: string; workflow: string }>({
  code: 'HR-DURABLE-036',
  severity: 'warning',
  title: 'Code changed under a workflow',
  message: ({ id, workflow }) =>
    `The code of workflow "${workflow}" changed while "${id}" was under way; it goes on with the new code.`,
  hint: () =>
    'Steps that were added, removed or moved make it go wrong. If in doubt, cancel it and start it anew under another id.',
});

export const jobParked = problemType<{ root: string; reason: string }>({
  code: 'HR-DURABLE-037',
  severity: 'warning',
  title: 'A run waits for its repair',
  message: ({ root, reason }) => `Workflow "${root}" waits for a repair: ${reason}`,
  hint: ({ root }) => `Mend the job, then \`headrace workflow repair ${root}\`; or cancel the workflow.`,
});

export const nothingToRepair = problemType<{ id: string }>({
  code: 'HR-DURABLE-038',
  severity: 'error',
  title: 'Nothing to repair',
  message: ({ id }) => `Workflow "${id}" waits for no run that has failed.`,
  hint: () => 'Only a workflow that was started with `on_failure: wait` outlives the failure of its run.',
});

export const unfitServer = problemType<{ server: string; reason: string }>({
  code: 'HR-DURABLE-039',
  severity: 'error',
  title: 'Unfit Resonate server',
  message: ({ server, reason }) =>
    `The Resonate server at ${server} cannot be used: ${reason.replace(/\.$/, '')}.`,
  hint: () =>
    'Is RESONATE_URL right, and the server there? It has to speak the protocol of @resonatehq/sdk 0.11 and to name steps `<workflow>:<step>`, as server 0.9.8 and older do not. Without RESONATE_URL the promises are kept here.',
});

export const runNotCancelled = problemType<{ root: string; run: string; reason: string }>({
  code: 'HR-DURABLE-040',
  severity: 'warning',
  title: 'A run is not cancelled yet',
  message: ({ root, run, reason }) =>
    `Workflow "${root}" is cancelled, but its ${run} is not yet: ${reason.replace(/\.$/, '')}.`,
  hint: () => 'It is cancelled as soon as the workspace can be asked, while `headrace serve` runs.',
});

export const cannotWatch = problemType<{ reason: string }>({
  code: 'HR-DURABLE-041',
  severity: 'error',
  title: 'Awaited runs cannot be watched',
  message: ({ reason }) =>
    `The runs that workflows wait for cannot be watched: ${reason.replace(/\.$/, '')}.`,
  hint: () => 'It is tried again. Check the free space and the permissions of `.headrace`.',
});
