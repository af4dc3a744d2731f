import { runGroups } from '../../../connectors/index.ts';
import { exitCode, systemClock } from '../../../kernel/index.ts';
import { Exit } from '../../exit.ts';
import { listenForInterrupts, unlessInterrupted } from '../../interrupts.ts';
import { groupsReporter } from '../../report/groups-reporter.ts';
import { openNamed, tellWarnings } from './open-connector.ts';
import type { ConnectorsRunOptions } from './run.ts';

export async function connectorsRun(options: ConnectorsRunOptions): Promise<void> {
  const connector = await openNamed(options);
  tellWarnings(connector.problems, options);
  const interrupts = listenForInterrupts(false);
  const reporter = await groupsReporter(options);
  try {
    const result = await runGroups({
      ...{ connector, groups: options.groups, profile: options.profile },
      ...{ env: process.env, clock: systemClock, signal: interrupts.signal, onEvent: reporter.onEvent },
    });
    if (result.exitCode !== exitCode.done) throw new Exit(result.exitCode);
  } catch (error) {
    throw unlessInterrupted(error, interrupts);
  } finally {
    reporter.close();
    interrupts.dispose();
  }
}
