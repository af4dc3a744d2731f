import { globSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Pipeline } from '../support/pipeline.ts';
import { loadingCrashPoints } from './support/loading-crash-points.ts';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

/** The second run appends to bronze and silver and replaces gold: 1, 2 and 3 are one of them each. */
const inARun = [
  'run:started',
  ...[
    'build:files-written',
    'publish:files-written',
    'publish:before-commit',
    'publish:after-commit',
  ].flatMap((name) => [name, `${name}:2`, `${name}:3`]),
  'run:before-finish',
  'sweep:build-removed',
  'sweep:build-removed:2',
];
const whileMerging = ['compact:files-written', 'compact:before-commit', 'compact:after-commit'].flatMap(
  (name) => [name, `${name}:2`],
);
const whileIndexing = ['index:before-commit', 'index:after-commit'];

/** Those of reindexing, of dead letters and of the durable server are killed at beside their other tests. */
const elsewhere = ['loading', 'durable'].map((folder) =>
  fileURLToPath(new URL(`../${folder}/`, import.meta.url)),
);

it('every crash point in the code is killed at, here or beside other tests', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  const names = files.flatMap((file) =>
    [...readFileSync(source + file, 'utf8').matchAll(/crashPoint\('([^']+)'\)/g)].map(([, name]) => name),
  );
  const beside = elsewhere
    .flatMap((folder) => globSync(`${folder}*.test.ts`))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const covered = [
    ...[...inARun, ...whileMerging, ...whileIndexing, ...loadingCrashPoints].map((name) =>
      name.replace(/:\d+$/, ''),
    ),
    ...names.filter((name) => new RegExp(`'${name}(:\\d+)?'`).test(beside)),
  ];
  expect(new Set(covered)).toEqual(new Set(names));
});

describe('killed in a run', () => {
  it.each(inARun)('at %s, all is well after the next one', async (at) => {
    const pipeline = new Pipeline();
    pipeline.land(3);
    await pipeline.project.built();
    pipeline.land(5);
    pipeline.land(2);
    const killed = await pipeline.project.start(['run', '--json'], { HEADRACE_CRASH_AT: at }).end();
    expect(killed.ending).toBe('SIGKILL');
    expect(await pipeline.standing()).toEqual([]);
    expect(await pipeline.recovered()).toEqual([]);
  });

  it('the very first one too', async () => {
    const pipeline = new Pipeline();
    pipeline.land(3);
    for (const at of ['run:started', 'build:files-written', 'publish:before-commit:2']) {
      const killed = await pipeline.project.start(['run', '--json'], { HEADRACE_CRASH_AT: at }).end();
      expect(killed.ending).toBe('SIGKILL');
    }
    expect(await pipeline.recovered()).toEqual([]);
  });
});

describe('killed while small files are merged', () => {
  it.each(whileMerging)('at %s, in a streaming run', async (at) => {
    const pipeline = new Pipeline();
    const run = pipeline.project.start(['run', '--mode', 'streaming', '--trigger', '10ms', '--json'], {
      HEADRACE_CRASH_AT: at,
    });
    await run.line('run_started');
    for (let i = 0; i < 40 && run.ending === null; i += 1) {
      pipeline.land(2);
      const seen = run.lines.length;
      await run.line('trigger_finished', (line) => run.lines.indexOf(line) >= seen).catch(() => undefined);
    }
    await run.end();
    expect(run.ending).toBe('SIGKILL');
    expect(await pipeline.standing()).toEqual([]);
    expect(await pipeline.recovered()).toEqual([]);
  });
});

describe('killed while a table is indexed', () => {
  it.each(whileIndexing)('at %s, the index is brought up to date by the next time', async (at) => {
    const pipeline = new Pipeline();
    const { project } = pipeline;
    pipeline.land(3);
    await project.built('--index');
    pipeline.land(5);
    const killed = await project.start(['run', '--index', '--json'], { HEADRACE_CRASH_AT: at }).end();
    expect(killed.ending).toBe('SIGKILL');
    expect(await pipeline.recovered()).toEqual([]);
    const again = await project.start(['index', '--json']).end();
    expect(again.ending).toBe(0);
    expect(again.all('index_finished')).toMatchObject([{ documents: 8 }]);
    const { stdout } = await project.start(['search', 'row', '--json', '--limit', '20']).end();
    const { hits }: { hits: { id: string }[] } = JSON.parse(stdout);
    expect(hits.map(({ id }) => Number(id)).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
