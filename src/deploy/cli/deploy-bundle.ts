import { type Clock, type ExitCode, exitCode, HeadraceError, usageError } from '../../kernel/index.ts';
import type { FilePlan } from '../generated/index.ts';
import { findCli, type OfficialCli } from './find-cli.ts';
import { bundleOutdated, cliFailed, noBundle } from './problems.ts';
import { type CliCall, type CliResult, runCli } from './run-cli.ts';

export interface DeployRequest {
  /** The bundle as it would be written now, and as it is. */
  readonly plan: FilePlan;
  readonly target: string;
  /** Only look: nothing in the workspace changes. */
  readonly dryRun: boolean;
  /** Also what the CLI would ask about, such as a pipeline that must be made anew. */
  readonly approve: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: DeployEvent) => void;
}

/** What deploying and destroying tell as they go on; `--json` prints them as they are. */
export type DeployEvent = { readonly at: number } & (
  | { readonly type: 'cli_found'; readonly program: string; readonly version: string }
  | { readonly type: 'step_started'; readonly step: string; readonly command: string }
  | { readonly type: 'step_output'; readonly step: string; readonly line: string }
  | { readonly type: 'step_finished'; readonly step: string; readonly duration_ms: number }
);

interface Step {
  readonly name: string;
  /** For messages: `Validating target "dev"`. */
  readonly doing: string;
  readonly args: readonly string[];
  readonly failure: ExitCode;
}

/**
 * Deploys the bundle by the official CLI: validates it strictly, then deploys. A dry run validates, and shows what
 * would be done.
 *
 * @throws HeadraceError when the bundle is not up to date (exit code 2), the CLI is missing or too old (2), the
 * bundle is not valid (2), the workspace cannot be reached (5), or the CLI fails (1).
 */
export async function deployBundle(request: DeployRequest): Promise<OfficialCli> {
  const { target, plan, dryRun, approve } = request;
  const outdated = plan.files.filter(({ status }) => status !== 'same').map(({ path }) => path);
  if (outdated.length > 0) throw usageError(bundleOutdated({ files: outdated }));
  const of = `target "${target}"`;
  return runSteps(request, [
    {
      ...{ name: 'validate', doing: `Validating ${of}`, failure: exitCode.usage },
      args: ['bundle', 'validate', '--strict', '-t', target],
    },
    dryRun
      ? {
          ...{ name: 'plan', doing: `Planning the deployment of ${of}`, failure: exitCode.failed },
          args: ['bundle', 'plan', '-t', target],
        }
      : {
          ...{ name: 'deploy', doing: `Deploying ${of}`, failure: exitCode.failed },
          args: ['bundle', 'deploy', '-t', target, ...(approve ? ['--auto-approve'] : [])],
        },
  ]);
}

/**
 * Destroys what was deployed for a target. A dry run shows what there is.
 *
 * @throws HeadraceError as {@link deployBundle} does; the bundle need not be up to date, but be there.
 */
export async function destroyBundle(request: Omit<DeployRequest, 'approve'>): Promise<OfficialCli> {
  const { target, plan, dryRun } = request;
  const missing = plan.files.some(({ path, status }) => path === 'databricks.yml' && status === 'new');
  if (missing) throw usageError(noBundle({}));
  const doing = `${dryRun ? 'Summing up' : 'Destroying'} target "${target}"`;
  const args = dryRun ? ['summary', '-t', target] : ['destroy', '-t', target, '--auto-approve'];
  const name = dryRun ? 'summary' : 'destroy';
  return runSteps(request, [{ name, doing, args: ['bundle', ...args], failure: exitCode.failed }]);
}

async function runSteps(
  { plan, env, clock, signal, onEvent }: Omit<DeployRequest, 'approve'>,
  steps: readonly Step[],
): Promise<OfficialCli> {
  const call: Pick<CliCall, 'cwd' | 'env' | 'signal'> = { cwd: plan.root, env, signal };
  const cli = await findCli(call);
  onEvent({ at: clock.now(), type: 'cli_found', ...cli });
  for (const { name: step, doing, args, failure } of steps) {
    const begun = clock.now();
    const command = ['databricks', ...args].join(' ');
    onEvent({ at: begun, type: 'step_started', step, command });
    const onLine = (line: string): void => onEvent({ at: clock.now(), type: 'step_output', step, line });
    const result = await runCli({ ...call, program: cli.program, args, onLine });
    if (result.failure !== undefined) throw explain(result, result.failure, { doing, command, failure });
    onEvent({ at: clock.now(), type: 'step_finished', step, duration_ms: clock.now() - begun });
  }
  return cli;
}

/** Lines of the CLI that are shown again with a failure: the last ones say why. */
const shownLines = 40;

/** What the CLI complains about, and what helps. */
const causes: readonly { readonly says: RegExp; readonly advice: string; readonly code?: ExitCode }[] = [
  {
    says: /--auto-approve/,
    advice:
      'It wants to delete something or make it anew, with what is in it. Look with `--dry-run`; to agree, say --yes.',
  },
  {
    says: /no such host|connection refused|i\/o timeout|network is unreachable|TLS handshake/i,
    advice: 'The workspace cannot be reached. Check its host in config.yml, and the network.',
    code: exitCode.unreachable,
  },
  {
    says: /cannot configure default credentials|default auth|invalid access token|unauthenticated|\b401\b/i,
    advice:
      'It does not know who we are. Set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or sign in with `databricks auth login`.',
  },
  {
    says: /deploy(?:ment)? lock|lock.*(?:acquired|held) by/i,
    advice:
      'Somebody else is deploying this target. Wait for them; after a deployment that was killed, `databricks bundle deploy --force-lock` takes the lock.',
  },
  {
    says: /permission|forbidden|\b403\b|not authorized/i,
    advice: 'Whoever deploys may not do that there: ask an administrator of the workspace or of the catalog.',
  },
];

function explain(
  { output }: CliResult,
  ended: string,
  step: { readonly doing: string; readonly command: string; readonly failure: ExitCode },
): HeadraceError {
  const lines = output.split('\n');
  const hidden = lines.length - shownLines;
  const shown = hidden > 0 ? [`… (${hidden} lines before)`, ...lines.slice(-shownLines)] : lines;
  const cause = causes.find(({ says }) => says.test(output));
  const { doing, command, failure } = step;
  const problem = cliFailed({ doing, command, ended, output: shown.join('\n'), advice: cause?.advice });
  return new HeadraceError(problem, { exitCode: cause?.code ?? failure });
}
