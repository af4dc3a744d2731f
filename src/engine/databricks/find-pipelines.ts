import type { Pipeline, Workspace } from '../../databricks/index.ts';
import { type BundlePipeline, deployedName, pipelinesOf, readPlacement } from '../../deploy/index.ts';
import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import type { Compiled } from '../../plan/index.ts';
import { noPipeline, severalPipelines } from './problems.ts';

/** A pipeline of the project as it is in the workspace. */
export interface FoundPipeline {
  /** Among the pipelines of the bundle. */
  readonly key: string;
  /** Its name in the workspace. */
  readonly name: string;
  readonly id: string;
  /** All its tables, and those that are to run. */
  readonly tables: readonly string[];
  readonly selected: readonly string[];
  /** Keys of the pipelines it reads. */
  readonly inputs: readonly string[];
  readonly continuous: boolean;
  /** Updates that were there before, the newest first. */
  readonly updates: readonly { readonly id: string; readonly state: string }[];
}

/**
 * Looks up the pipelines of the selected tables by their names: one listing (a call per 100 pipelines of the
 * bundle), and one call for each that is wanted.
 *
 * @throws HeadraceError (exit code 2) with every pipeline that is not there, or there several times.
 */
export async function findPipelines(
  workspace: Workspace,
  compiled: Compiled,
  selected: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly FoundPipeline[]> {
  const { root, target, bundle } = compiled.project;
  const { host } = workspace;
  const before = await readPlacement(root, [target.name]);
  const wanted = pipelinesOf(compiled, before).filter(({ tables }) =>
    tables.some((name) => selected.has(name)),
  );
  if (wanted.length === 0) return [];
  const me = await workspace.me({ signal });
  const there: Pipeline[] = [];
  for await (const one of workspace.pipelines.list({ name: `%${bundle.name}%`, signal })) there.push(one);

  const problems: Problem[] = [];
  const matched: { readonly pipeline: BundlePipeline; readonly id: string; readonly name: string }[] = [];
  for (const pipeline of wanted) {
    const name = deployedName(pipeline.name, target, me);
    const ids = there.filter((one) => one.name === name).map(({ pipeline_id: id }) => id);
    const [id, ...more] = ids;
    if (id !== undefined && more.length === 0) matched.push({ pipeline, id, name });
    else if (id !== undefined) problems.push(severalPipelines({ pipeline: name, host, ids }));
    else {
      const similar = there.flatMap((one) => (one.name?.endsWith(pipeline.name) ? [one.name] : []));
      problems.push(noPipeline({ pipeline: name, target: target.name, host, similar }));
    }
  }
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });

  return Promise.all(
    matched.map(async ({ pipeline: { key, tables, inputs }, id, name }) => {
      const { spec, latest_updates: updates = [] } = await workspace.pipelines.get(id, { signal });
      return {
        ...{ key, name, id, tables, inputs },
        selected: tables.filter((table) => selected.has(table)),
        continuous: spec?.continuous === true,
        updates: updates.map(({ update_id, state = '' }) => ({ id: update_id, state })),
      };
    }),
  );
}
