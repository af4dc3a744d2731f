import type { Headrace } from './headrace.ts';
import { Pipeline } from './pipeline.ts';

export interface KillLoop {
  readonly seed: number;
  /** Processes that were killed while they ran; the others were done before. */
  kills: number;
  processes: number;
  rows: number;
  readonly violations: string[];
}

/** A seed for this time: `HEADRACE_SEED`, to do it again, or another one each time. */
export function chooseSeed(): number {
  const seed = Number(process.env.HEADRACE_SEED ?? Date.now() % 1_000_000);
  process.stdout.write(`seed ${seed} (HEADRACE_SEED=${seed} does it again)\n`);
  return seed;
}

/** mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Batch runs, each killed with -9 after a random while; then exactness is checked. */
export function killBatchRuns(times: number, seed: number): Promise<KillLoop> {
  return killing(times, seed, async (pipeline, between) => {
    for (let files = between(1, 3); files > 0; files -= 1) pipeline.land(between(1, 20));
    const run = pipeline.project.start(['run', '--json']);
    // Half of the time anywhere; half of the time where the tables are written.
    if (between(0, 1) === 0) await sleep(between(50, 700));
    else {
      await run.line('run_started').catch(() => undefined);
      await sleep(between(0, 200));
    }
    return run;
  });
}

/** A streaming run that is killed again and again while files keep arriving. */
export function killStreamingRuns(times: number, seed: number): Promise<KillLoop> {
  return killing(times, seed, async (pipeline, between) => {
    const run = pipeline.project.start(['run', '--mode', 'streaming', '--trigger', '30ms', '--json']);
    await run.line('run_started').catch(() => undefined);
    const until = Date.now() + between(50, 1000);
    while (Date.now() < until) {
      pipeline.land(between(1, 20));
      await sleep(between(10, 100));
    }
    return run;
  });
}

type Between = (least: number, most: number) => number;

async function killing(
  times: number,
  seed: number,
  disturb: (pipeline: Pipeline, between: Between) => Promise<Headrace>,
): Promise<KillLoop> {
  const random = randomFrom(seed);
  const between: Between = (least, most) => least + Math.floor(random() * (most - least + 1));
  const pipeline = new Pipeline();
  const loop: KillLoop = { seed, kills: 0, processes: 0, rows: 0, violations: [] };
  const note = (at: number, found: readonly string[]): void => {
    loop.violations.push(...found.map((text) => `after kill ${at}: ${text}`));
  };
  for (let i = 1; i <= times; i += 1) {
    const run = await disturb(pipeline, between);
    run.signal('SIGKILL');
    await run.end();
    loop.processes += 1;
    if (run.ending === 'SIGKILL') loop.kills += 1;
    else if (run.ending !== 0) note(i, [`exit ${run.ending}: ${run.stdout}${run.stderr}`]);
    note(i, await pipeline.standing());
    if (i % 10 === 0 || i === times) {
      loop.processes += 2;
      note(i, await pipeline.recovered());
    }
  }
  loop.rows = pipeline.rows;
  return loop;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
