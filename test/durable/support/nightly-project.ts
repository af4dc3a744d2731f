import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Files, Project } from '../../support/project.ts';

/** The job that loads, as the fake workspace has it: 64-bit, as real ones may be. */
export const loaderJob = '9007199254740993001';
/** The job that a notebook belongs to. */
export const notebookJob = '9007199254740993002';

/** A job's settings, as `jobs/create` takes them. */
export const settings = (name: string) => ({
  name,
  max_concurrent_runs: 10,
  tasks: [{ task_key: 'one', notebook_task: { notebook_path: '/Shared/one' } }],
});

const example = fileURLToPath(new URL('../../../examples/nightly', import.meta.url));

/** The example whose workflow runs tables and loads, and tells people; in a folder of its own. */
export function nightlyProject(): Project {
  const paths = readdirSync(example, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('.headrace') && statSync(`${example}/${path}`).isFile(),
  );
  const files: Files = Object.fromEntries(
    paths.map((path) => [path, readFileSync(`${example}/${path}`, 'utf8')]),
  );
  return new Project(files);
}
