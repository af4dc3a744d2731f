import { problemType } from '../../kernel/index.ts';

// What can be wrong with a project's own workflows.

export const workflowFileFailed = problemType<{ file: string; message: string }>({
  code: 'HR-DURABLE-050',
  severity: 'error',
  title: 'Workflow file cannot be loaded',
  message: ({ file, message }) => `${file} cannot be loaded: ${message}`,
  hint: () => 'Node runs the file as it is: types are stripped, so enums and namespaces do not work.',
});

export const noWorkflow = problemType<{ file: string }>({
  code: 'HR-DURABLE-051',
  severity: 'error',
  title: 'File without a workflow',
  message: ({ file }) => `${file} exports no workflow.`,
  hint: () =>
    "Write `export default workflow('name', function* (context, input) { … })`, from 'headrace/durable'; helpers belong in another folder.",
});

export const duplicateWorkflow = problemType<{ name: string; first: string; file: string }>({
  code: 'HR-DURABLE-052',
  severity: 'error',
  title: 'Two workflows of one name',
  message: ({ name, first, file }) => `Workflow "${name}" of ${file} is also in ${first}.`,
  hint: () => 'Workflows are started by their names: give one of them another.',
});
