import { createWorkspace, resolveCredentials, tellWaits, type Workspace } from '../databricks/index.ts';
import { loadWorkflows, type OpenDurable, openDurable } from '../durable/index.ts';
import { exitCode, HeadraceError, type Problem, resolveLate, systemClock } from '../kernel/index.ts';
import type { Channel } from '../notify/index.ts';
import type { NotifyConfig, Project } from '../project/index.ts';
import { unsetSecret } from './problems.ts';

export interface WorkflowsRequest {
  readonly root: string;
  readonly project: Project | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Who we are, for a second process. */
  readonly holder: string;
  readonly onProblem: (problems: readonly Problem[]) => void;
}

/** Opens the workflows of a project, with its target's workspace and its ways to tell people. */
export async function openWorkflows(request: WorkflowsRequest): Promise<OpenDurable> {
  const { root, project, env, onProblem } = request;
  const workflows = await loadWorkflows(root);
  let opened: Workspace | undefined;
  const workspace = async (): Promise<Workspace> => {
    opened ??= createWorkspace({
      ...resolveCredentials({ env, ...(project && { target: project.target }) }),
      onRetry: tellWaits(systemClock, (problem) => onProblem([problem])),
    });
    return opened;
  };
  const channels = (): readonly Channel[] => channelsOf(project?.notify ?? {}, env);
  return await openDurable({ ...request, workflows, workspace, channels });
}

/** @throws HeadraceError (exit 2) that names each reference which is not set. */
function channelsOf({ email, webhook }: NotifyConfig, env: NodeJS.ProcessEnv): readonly Channel[] {
  const problems: Problem[] = [];
  const value = (written: string): string => {
    const found = resolveLate(written, env);
    if ('value' in found) return found.value;
    problems.push(...found.missing.map((reference) => unsetSecret({ reference, key: 'notify' })));
    return '';
  };
  const channels: Channel[] = [];
  if (email) {
    const { server, username, password, from, to } = email;
    channels.push({
      kind: 'email',
      server: value(server),
      ...(username !== undefined && { username: value(username) }),
      ...(password !== undefined && { password: value(password) }),
      from: value(from),
      to: to.map(value),
    });
  }
  if (webhook) {
    const headers = Object.entries(webhook.headers).map(([name, text]) => [name, value(text)]);
    channels.push({ kind: 'webhook', url: value(webhook.url), headers: Object.fromEntries(headers) });
  }
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return channels;
}
