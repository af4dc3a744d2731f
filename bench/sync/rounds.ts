import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wrongContent } from './content.ts';
import { elasticIndex } from './elastic-index.ts';
import { type Dataset, emptyTable, propertiesOf } from './fixture.ts';
import { measure, type Sample } from './measure.ts';
import type { SideResult } from './results.ts';
import type { Servers } from './servers.ts';
import type { Side } from './sides.ts';

/**
 * Measures all sides in turns, round by round, so that a busy minute hits all of them. The round before the first is not
 * counted: it is there for the server, which compiles itself as it works.
 */
export async function runRounds(
  servers: Servers,
  dataset: Dataset,
  sides: readonly Side[],
  rounds: number,
  say: (line: string) => void,
): Promise<SideResult[]> {
  const samples = new Map<Side, Sample[]>(sides.map((side) => [side, []]));
  const empty = new Map<Side, Sample[]>(sides.map((side) => [side, []]));
  const failures = new Map<Side, string>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of sides.filter((candidate) => !failures.has(candidate))) {
      const name = `bench_${dataset.id}_${side.id.replaceAll('-', '_')}_${round}`;
      try {
        const start = await runOnce(
          servers,
          { ...dataset, table: emptyTable(dataset), rows: 0 },
          side,
          `${name}_empty`,
        );
        const sample = await runOnce(servers, dataset, side, name);
        const rate = Math.round(dataset.rows / sample.seconds).toLocaleString('en');
        say(
          `${dataset.id} ${round}/${rounds}  ${side.label}: ${sample.seconds.toFixed(2)} s, ${rate} docs/s`,
        );
        if (round === 0) continue;
        empty.get(side)?.push(start);
        samples.get(side)?.push(sample);
      } catch (error) {
        failures.set(side, error instanceof Error ? error.message : String(error));
        say(`${dataset.id} ${round}/${rounds}  ${side.label}: failed\n${failures.get(side)}`);
      }
    }
  }
  return sides.map((side) => {
    const failure = failures.get(side);
    return {
      side: side.id,
      label: side.label,
      samples: samples.get(side) ?? [],
      empty: empty.get(side) ?? [],
      ...(failure === undefined ? {} : { failure }),
    };
  });
}

/** One side into a new index, and whether all of the table is in there. */
async function runOnce(servers: Servers, dataset: Dataset, side: Side, name: string): Promise<Sample> {
  const { elasticsearch, postgres } = servers;
  const index = elasticIndex(elasticsearch.url, name);
  const folder = mkdtempSync(join(tmpdir(), 'headrace-bench-sync-'));
  try {
    await index.create({ ...propertiesOf(dataset), ...side.properties });
    if (dataset.rows > 0) {
      spawnSync('sync'); // Where there is none, there is nothing to be done about it.
      await servers.calm();
    }
    const job = {
      from: postgres.url,
      to: elasticsearch.url,
      table: dataset.table,
      index: name,
      folder,
      ...(dataset.dimensions === undefined ? {} : { dimensions: dataset.dimensions }),
    };
    let count = 0;
    const sample = await measure(side.command(job), servers, async () => {
      count = await index.refreshAndCount();
    });
    const wrong = await wrongContent(servers, dataset, index, count);
    if (wrong !== undefined) throw new Error(`The index is not the table: ${wrong}`);
    return sample;
  } finally {
    await index.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
