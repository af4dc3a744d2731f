import type { Me, Workspace } from '../../../databricks/index.ts';
import { findCli } from '../../../deploy/index.ts';
import { type Clock, count, type Problem } from '../../../kernel/index.ts';
import { checkBundle } from '../../generate/check-bundle.ts';
import { connect } from '../connect.ts';
import type { OpenConnector } from '../open-connector.ts';
import { brokenBundle } from '../problems.ts';
import { type Check, check, guarded } from './check.ts';
import { checkCode } from './check-code.ts';
import { checkConnections } from './check-connections.ts';
import { checkPipelines } from './check-pipelines.ts';
import { checkPlaces, placesOf } from './check-places.ts';

export interface ExamineRequest {
  readonly connector: OpenConnector;
  readonly profile?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onWarning: (problem: Problem) => void;
  /** Told before something is looked at. */
  readonly onLook: (what: string) => void;
}

/** Looks for what usually keeps a connector from running: on this machine first, then in the workspace. */
export async function examine(request: ExamineRequest): Promise<readonly Check[]> {
  const { connector, env, signal, onLook } = request;
  const { source, paths, tables, pipelines } = connector;
  onLook('this machine');
  const here = [
    ...(await guarded('Databricks CLI', async () => {
      const { version } = await findCli({ cwd: process.cwd(), env, signal });
      return check('Databricks CLI', version);
    })),
    ...(await guarded('bundle', async () => {
      const bundle = await checkBundle({ source, folder: paths.bundle, tables, env });
      const errors = bundle.problems.filter(({ severity }) => severity === 'error');
      const [only] = errors;
      const told = errors.length > 1 ? [brokenBundle({ folder: paths.bundle, errors: errors.length })] : only;
      return check('bundle', count(bundle.pipelines, 'pipeline'), told === undefined ? [] : [told].flat());
    })),
  ];
  onLook('the workspace');
  const entered = await enter(request);
  if (!('workspace' in entered)) return [...here, ...entered.checks];
  const { workspace, me } = entered;
  onLook('connections, places and pipelines');
  const there = await Promise.all([
    checkConnections(workspace, source, pipelines, signal),
    checkPlaces(workspace, placesOf(pipelines, me), signal),
    checkCode(workspace, connector, signal),
    checkPipelines(workspace, connector, me, signal),
  ]);
  return [...here, ...entered.checks, ...there.flat()];
}

type Entered =
  | { readonly checks: readonly Check[]; readonly workspace: Workspace; readonly me: Me }
  | { readonly checks: readonly Check[] };

/** Whether we get into the workspace, which all else needs. */
async function enter(request: ExamineRequest): Promise<Entered> {
  let entered: Entered = { checks: [] };
  const checks = await guarded('workspace', async () => {
    const workspace = connect({ ...request, target: request.connector.target });
    const me = await workspace.me({ signal: request.signal });
    entered = { checks: [], workspace, me };
    return check('workspace', `${workspace.host}, as ${me.userName}`);
  });
  return { ...entered, checks };
}
