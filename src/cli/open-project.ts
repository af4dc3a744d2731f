import { resolve } from 'node:path';
import { cachedSelectReader } from '../engine/duckdb/index.ts';
import { exitCode, HeadraceError, hasErrors } from '../kernel/index.ts';
import { type Compiled, compile, type Portability, select } from '../plan/index.ts';
import { loadProject } from '../project/index.ts';
import { type CommonOptions, type SelectionOptions, selectionRequest } from './options.ts';
import { showWarnings } from './show-warnings.ts';

/**
 * Reads and checks the project that a command works on; problems are in the result.
 *
 * @param portability what becomes of SQL that Spark would read otherwise; the targets decide unless said.
 */
export async function readProject(options: CommonOptions, portability?: Portability): Promise<Compiled> {
  const root = resolve(options.project);
  const project = await loadProject({
    root,
    target: options.target,
    vars: options.var ?? {},
    env: process.env,
  });
  return compile(project, cachedSelectReader(root), portability);
}

/**
 * The same, for commands that need a project without errors. Warnings are shown on stderr.
 *
 * @throws HeadraceError with exit code 2 and every problem, when there are errors.
 */
export async function openProject(options: CommonOptions, portability?: Portability): Promise<Compiled> {
  const compiled = await readProject(options, portability);
  if (hasErrors(compiled.problems)) {
    throw new HeadraceError(compiled.problems, { exitCode: exitCode.usage });
  }
  showWarnings(compiled.problems, options);
  return compiled;
}

/** @throws HeadraceError with exit code 2 when the options pick nothing, or name what is not there. */
export function selectTables(
  compiled: Compiled,
  names: readonly string[],
  options: SelectionOptions,
): ReadonlySet<string> {
  const { project, graph } = compiled;
  const request = selectionRequest(names, options, project.selection.match);
  const { tables, problems } = select(project.tables, graph, request);
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return tables;
}
