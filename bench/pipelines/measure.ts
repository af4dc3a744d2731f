import { availableParallelism } from 'node:os';
import { readCpuTime, shareOfOthers } from '../shared/cpu-time.ts';
import { type Command, runToEnd } from '../shared/run-to-end.ts';

/** One whole process, from spawn to exit. */
export interface Sample {
  readonly seconds: number;
  /** Peak memory of its largest process; undefined where the system has no `/proc`. */
  readonly peakBytes: number | undefined;
  /** How much of the machine others used meanwhile, 0 to 1; undefined for a short run, or without `/proc`. */
  readonly othersShare: number | undefined;
}

const pollMs = 20;
/** CPU time is counted in steps of 10 ms: below this many seconds a share of it means nothing. */
const shortRun = 0.5;

/** Runs a command to its end; throws with the end of its output when it fails. */
export async function measure(command: Command): Promise<Sample> {
  const before = readCpuTime();
  const { seconds, peakBytes } = await runToEnd(command, environment(), pollMs);
  const after = readCpuTime();
  const othersShare =
    before && after && seconds >= shortRun
      ? shareOfOthers(before, after, seconds, availableParallelism())
      : undefined;
  return { seconds, peakBytes: peakBytes || undefined, othersShare };
}

/** Nobody reports home or paints, and Python may keep its compiled modules as it does by default. */
function environment(): NodeJS.ProcessEnv {
  const { PYTHONDONTWRITEBYTECODE: _bytecode, NODE_OPTIONS: _options, ...inherited } = process.env;
  return { ...inherited, NO_COLOR: '1', DO_NOT_TRACK: '1', DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' };
}
