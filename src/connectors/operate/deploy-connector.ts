import { type DeployEvent, deployBundle } from '../../deploy/index.ts';
import { type Clock, exitCode, HeadraceError, hasErrors, type Problem } from '../../kernel/index.ts';
import { checkBundle } from '../generate/check-bundle.ts';
import { prepareBundle } from '../generate/prepare-bundle.ts';
import type { OpenConnector } from './open-connector.ts';
import { bundleBehind } from './problems.ts';

export interface DeployConnectorRequest {
  readonly connector: OpenConnector;
  /** The folder that holds `connectors/`. */
  readonly root: string;
  /** The folder of the bundle. */
  readonly folder: string;
  /** Only look: nothing in the workspace changes. */
  readonly dryRun: boolean;
  /** Also what the CLI would ask about. */
  readonly approve: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onWarning: (problem: Problem) => void;
  readonly onEvent: (event: DeployEvent) => void;
}

/**
 * Deploys a connector's bundle by the official CLI, after it was checked here: it compiles, and has each table of the
 * list in its pipeline.
 *
 * @throws HeadraceError when the bundle has errors (exit code 2), and as `deployBundle` does.
 */
export async function deployConnector(request: DeployConnectorRequest): Promise<void> {
  const { connector, folder, env, onWarning } = request;
  const { source, tables, target } = connector;
  const { problems } = await checkBundle({ source, folder, tables, env });
  if (hasErrors(problems)) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  for (const problem of [...problems, ...(await behind(request))]) onWarning(problem);
  const { dryRun, approve, clock, signal, onEvent } = request;
  await deployBundle({
    // What is there is what is deployed: it may have been generated with flags, or edited.
    plan: { root: folder, command: 'connectors generate', files: [] },
    ...{ target: target.name, dryRun, approve, env, clock, signal, onEvent },
  });
}

/** Whether generating anew, without flags, would give something else. */
async function behind({ connector, root, folder, env }: DeployConnectorRequest): Promise<readonly Problem[]> {
  const { source: name, paths } = connector;
  try {
    const { plan } = await prepareBundle({
      ...{ root, name, list: paths.list, settingsFile: paths.settings },
      ...{ flags: {}, parts: ['ingest', 'bundle'], folder, env },
    });
    const files = plan.files.filter(
      ({ status }) => status === 'new' || status === 'changed' || status === 'gone',
    );
    return files.length > 0 ? [bundleBehind({ files: files.map(({ path }) => path) })] : [];
  } catch (error) {
    // It needs flags that are not known here.
    if (error instanceof HeadraceError) return [];
    throw error;
  }
}
