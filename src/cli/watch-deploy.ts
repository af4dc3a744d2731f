import type { DeployEvent } from '../deploy/index.ts';
import { exitCode } from '../kernel/index.ts';
import { Exit } from './exit.ts';
import { listenForInterrupts } from './interrupts.ts';
import { deployReporter } from './report/deploy-reporter.ts';

/** What a deployment is given to be watched and interrupted by. */
export interface DeployWatch {
  readonly signal: AbortSignal;
  readonly onEvent: (event: DeployEvent) => void;
}

/** Runs a deployment with its steps on the terminal. @throws Exit when Ctrl-C has ended it; else what it throws. */
export async function watchDeploy(
  options: { readonly json?: boolean; readonly quiet?: boolean },
  deploy: (watch: DeployWatch) => Promise<unknown>,
): Promise<void> {
  const { signal, dispose } = listenForInterrupts(false);
  const reporter = deployReporter(options);
  try {
    await deploy({ signal, onEvent: reporter.onEvent });
  } catch (error) {
    if (signal.aborted) throw new Exit(exitCode.interrupted);
    throw error;
  } finally {
    reporter.close();
    dispose();
  }
}
