import { availableParallelism } from 'node:os';
import { readCpuTime, shareOfOthers } from '../shared/cpu-time.ts';
import { endedChildrenCpu, treeCpu } from '../shared/process-tree.ts';
import { type Command, runToEnd } from '../shared/run-to-end.ts';
import type { Servers } from './servers.ts';

/** One whole client process, from spawn to exit, and what the servers did for it. */
export interface Sample {
  readonly seconds: number;
  /** The same, until all that was written is searchable: some clients see to that, others leave it to the server. */
  readonly searchableSeconds: number;
  /** User and system time of the client with all its threads and processes. */
  readonly clientCpu: number;
  readonly peakBytes: number;
  /** CPU seconds, until what was written is searchable. */
  readonly elasticsearchCpu: number;
  readonly postgresCpu: number;
  /** How much of the machine neither client nor servers used meanwhile, 0 to 1; undefined for a short run. */
  readonly othersShare: number | undefined;
}

const pollMs = 50;
/** CPU time is counted in steps of 10 ms: below this many seconds a share of it means nothing. */
const shortRun = 0.5;

/** Runs a client to its end, then `settle`; throws with the end of its output when it fails. */
export async function measure(
  command: Command,
  servers: Pick<Servers, 'elasticsearch' | 'postgres'>,
  settle: () => Promise<void>,
): Promise<Sample> {
  const serverCpu = (): { elasticsearch: number; postgres: number } => ({
    elasticsearch: treeCpu(servers.elasticsearch.pid),
    postgres: treeCpu(servers.postgres.pid),
  });
  const [before, clientBefore, machineBefore] = [serverCpu(), endedChildrenCpu(), readCpuTime()];
  const { seconds, peakBytes } = await runToEnd(command, environment(), pollMs);
  const [atEnd, clientCpu, machineAfter] = [serverCpu(), endedChildrenCpu() - clientBefore, readCpuTime()];
  const settling = performance.now();
  await settle();
  const settleSeconds = (performance.now() - settling) / 1000;
  const after = serverCpu();
  const ours = atEnd.elasticsearch + atEnd.postgres - before.elasticsearch - before.postgres;
  const all =
    machineBefore && machineAfter && seconds >= shortRun
      ? shareOfOthers(machineBefore, machineAfter, seconds, availableParallelism())
      : undefined;
  return {
    seconds,
    searchableSeconds: seconds + settleSeconds,
    clientCpu,
    peakBytes,
    elasticsearchCpu: after.elasticsearch - before.elasticsearch,
    postgresCpu: after.postgres - before.postgres,
    othersShare: all === undefined ? undefined : Math.max(0, all - ours / (seconds * availableParallelism())),
  };
}

/** Nothing of the caller's that would change what a client connects to, prints or keeps. */
function environment(): NodeJS.ProcessEnv {
  const foreign =
    /^(NODE_OPTIONS|DATABASE_URL|PYTHONDONTWRITEBYTECODE|(PG|ELASTICSEARCH_|ES_|POSTGRES_|HEADRACE_).*)$/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(inherited), NO_COLOR: '1', DO_NOT_TRACK: '1' };
}
