import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { importUserFile } from '../../project/index.ts';
import { isWorkflow, type Workflow } from '../client/workflow.ts';
import { dataPipeline } from '../workflows/data-pipeline.ts';
import { duplicateWorkflow, noWorkflow, workflowFileFailed } from './problems.ts';

/** Where a project has its workflows. */
const folder = 'orchestration';

/**
 * The workflows that a project brings along: every export of `orchestration/*.ts` that is one.
 *
 * @throws HeadraceError (exit 2) with the problems of all files.
 */
export async function loadWorkflows(root: string): Promise<readonly Workflow[]> {
  const { glob } = await import('tinyglobby');
  const files = await glob(`${folder}/*.{ts,js,mjs}`, { cwd: root, ignore: ['**/*.test.*', '**/*.d.ts'] });
  const problems: Problem[] = [];
  const found = new Map<string, { workflow: Workflow; file: string }>();
  for (const file of files.sort()) {
    const imported = await importUserFile(root, file);
    if ('message' in imported) {
      problems.push(workflowFileFailed({ file, message: imported.message }, imported.at));
      continue;
    }
    const workflows = workflowsOf(imported.module);
    if (workflows.length === 0) problems.push(noWorkflow({ file }));
    const code = contentHash(readFileSync(join(root, file), 'utf8'));
    for (const workflow of workflows) {
      const { name } = workflow;
      const first = found.get(name)?.file ?? (name === dataPipeline.name ? 'Headrace itself' : undefined);
      if (first !== undefined) problems.push(duplicateWorkflow({ name, first, file }));
      // What a workflow does depends on all of its file.
      else found.set(name, { workflow: { ...workflow, code }, file });
    }
  }
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return [...found.values()].map(({ workflow }) => workflow);
}

/** The exports of a module, each once. */
function workflowsOf(module: unknown): readonly Workflow[] {
  const values: readonly unknown[] = Object.values(Object(module));
  return [...new Set(values)].filter(isWorkflow);
}
