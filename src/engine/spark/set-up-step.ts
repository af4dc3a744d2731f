import { HeadraceError } from '../../kernel/index.ts';
import type { CommandResult, RunCommand } from './command.ts';
import { setupFailed } from './problems.ts';

export interface SetupOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The interpreter to make the environment with. */
  readonly python: string;
  readonly onStep: (text: string) => void;
  readonly signal?: AbortSignal;
  readonly run?: RunCommand;
}

/**
 * Carries out a step of the set-up, and when it fails, for networks have their moments, once more (`again`).
 *
 * @throws HeadraceError with the last that it said; with the signal's reason when that aborted.
 */
export async function must(
  step: string,
  { onStep, signal }: SetupOptions,
  attempt: (again: boolean) => Promise<CommandResult>,
): Promise<void> {
  for (const again of [false, true]) {
    const { code, stdout, stderr } = await attempt(again);
    signal?.throwIfAborted();
    if (code === 0) return;
    if (code !== undefined && !again) {
      onStep(`${step} failed; trying once more`);
      continue;
    }
    const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-6).join('\n');
    throw new HeadraceError(setupFailed({ step, reason: said || `it ended with ${code ?? 'no answer'}` }));
  }
}
