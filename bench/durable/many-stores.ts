import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalNetwork, type Network } from '@resonatehq/sdk';
import { openSqliteNetwork } from '../../src/durable/store/index.ts';
import { say } from '../shared/options.ts';
import { readTables, storeTables } from './bare-read.ts';
import { heap } from './heap.ts';
import { type Flows, flowsOver } from './store-flow.ts';

export interface StoresRequest {
  readonly flows: number;
  /** What a figure of a start is the mean of. */
  readonly group: number;
  /** So many are started at a time. */
  readonly together: number;
  readonly resumes: number;
  readonly rounds: number;
  /** Whether the SDK's own local mode is measured too, which takes minutes. */
  readonly local: boolean;
}

/** What one store costs. */
export interface Side {
  /** Milliseconds per start, of each group. */
  readonly starts: readonly number[];
  /** Milliseconds from settling what a workflow waits for to its result. */
  readonly resumes: readonly number[];
  readonly heapBytes: number;
}

export interface Stores {
  readonly ours: Side;
  readonly local: Side | undefined;
  /** Milliseconds from nothing to a store that hands out work, with all that waits in it. */
  readonly restarts: readonly number[];
  /** Milliseconds to read what the store holds. */
  readonly reads: readonly number[];
  readonly sizeBytes: number;
}

/** The store of durable promises alone, without any job: what starts, resumes and restarts cost. */
export async function measureStores(request: StoresRequest): Promise<Stores> {
  const folder = mkdtempSync(join(tmpdir(), 'headrace bench '));
  const path = join(folder, 'durable.db');
  const open = () => openSqliteNetwork({ path, holder: 'the benchmark' });
  try {
    const ours = await measure('SQLite', open(), request);
    const sizeBytes = statSync(path).size;
    const restarts: number[] = [];
    const reads: number[] = [];
    for (let round = 0; round < request.rounds; round += 1) {
      reads.push(bareRead(path));
      const begun = performance.now();
      const network = open();
      await network.init();
      restarts.push(performance.now() - begun);
      await network.stop();
    }
    const local = request.local ? await measure('SDK, local mode', new LocalNetwork(), request) : undefined;
    return { ours, local, restarts, reads, sizeBytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  name: string,
  network: Network,
  { flows, group, together, resumes: count }: StoresRequest,
): Promise<Side> {
  const before = heap();
  const side = flowsOver(network);
  const starts: number[] = [];
  for (let first = 0; first < flows; first += group) {
    starts.push((await startMany(side, first, group, together)) / group);
    say(`${name}: ${first + group} in flight, ${starts.at(-1)?.toFixed(2)} ms per start`);
  }
  const heapBytes = heap() - before;
  const resumes: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const begun = performance.now();
    await side.resume(idOf(i));
    resumes.push(performance.now() - begun);
  }
  // So that as many wait as before, for the restart.
  await startMany(side, flows, count, together);
  await side.resonate.stop();
  return { starts, resumes, heapBytes };
}

async function startMany(side: Flows, first: number, count: number, together: number): Promise<number> {
  const begun = performance.now();
  for (let i = 0; i < count; i += together) {
    const some = Math.min(together, count - i);
    await Promise.all(Array.from({ length: some }, (_, j) => side.start(idOf(first + i + j))));
  }
  return performance.now() - begun;
}

/** Everything that the store holds, read once without looking at it. */
function bareRead(path: string): number {
  const begun = performance.now();
  readTables(path, storeTables);
  return performance.now() - begun;
}

function idOf(i: number): string {
  return `flow-${i}`;
}
