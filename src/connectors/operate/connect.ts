import { createWorkspace, resolveCredentials, tellWaits, type Workspace } from '../../databricks/index.ts';
import type { Clock, Problem } from '../../kernel/index.ts';
import type { ConnectorTarget } from './open-connector.ts';

export interface ConnectRequest {
  readonly env: NodeJS.ProcessEnv;
  readonly target?: Pick<ConnectorTarget, 'name' | 'host' | 'profile'> | undefined;
  /** A profile of .databrickscfg that was asked for. */
  readonly profile?: string | undefined;
  readonly clock: Clock;
  readonly onWarning: (problem: Problem) => void;
}

/** How long a call waits for a workspace that is away (ms); whoever follows an update tries again anyway. */
const patienceMs = 60_000;

/** @throws HeadraceError (exit code 2) where nothing says which workspace, or who we are. */
export function connect({ env, target, profile, clock, onWarning }: ConnectRequest): Workspace {
  const credentials = resolveCredentials({ env, profile, ...(target && { target }) });
  return createWorkspace({ ...credentials, clock, patienceMs, onRetry: tellWaits(clock, onWarning) });
}
