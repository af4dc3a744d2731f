import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** The rooms, top to bottom: each may use those below it. docs/architecture.md says what they hold. */
const rooms = [
  'cli',
  'tracing',
  'server',
  'durable',
  'connectors',
  'loading',
  'indexing',
  'parity',
  'engine',
  'run',
  'deploy',
  'search',
  'sources',
  'databricks',
  'load',
  'warehouse',
  'plan',
  'sql',
  'project',
  'duckdb',
  'state',
  'notify',
  'fake-workspace',
  'kernel',
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly dynamic: boolean;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/testing/'));

const imports: readonly Import[] = files.flatMap((file) => {
  const text = readFileSync(join(source, file), 'utf8');
  const { module } = parseSync(file, text);
  const resolveFrom = (name: string): string =>
    name.startsWith('.')
      ? relative(source, resolve(source, dirname(file), name)).replaceAll('\\', '/')
      : name;
  const written = [
    ...module.staticImports
      .filter(({ entries }) => entries.length === 0 || entries.some((entry) => !entry.isType))
      .map((found) => ({ name: found.moduleRequest.value, dynamic: false })),
    ...module.staticExports
      .flatMap(({ entries }) => entries.filter((entry) => !entry.isType))
      .flatMap(({ moduleRequest }) => (moduleRequest ? [{ name: moduleRequest.value, dynamic: false }] : [])),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
      name: text.slice(start + 1, end - 1),
      dynamic: true,
    })),
  ];
  return written.map(({ name, dynamic }) => ({ from: file, to: resolveFrom(name), dynamic }));
});

/** All imports, types too, between files of the source. */
const allInternal = files.flatMap((file) => {
  const text = readFileSync(join(source, file), 'utf8');
  return [...text.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map((match) => ({
    from: file,
    to: relative(source, resolve(source, dirname(file), match[1] ?? match[2] ?? '')).replaceAll('\\', '/'),
  }));
});

function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'top';
}

/** What a module loads, with everything that those load, without dynamic imports. */
function loadedBy(start: string): Set<string> {
  const loaded = new Set([start]);
  for (const file of loaded) {
    for (const found of imports) if (found.from === file && !found.dynamic) loaded.add(found.to);
  }
  return loaded;
}

describe('architecture', () => {
  it('has only the rooms that are listed', () => {
    expect(new Set(files.filter((file) => file.includes('/')).map(roomOf))).toEqual(new Set(rooms));
  });

  it('has arrows that go down only', () => {
    const upward = allInternal.filter(({ from, to }) => {
      const [a, b] = [rooms.indexOf(roomOf(from)), rooms.indexOf(roomOf(to))];
      return a >= 0 && b >= 0 && b < a;
    });
    expect(upward).toEqual([]);
  });

  it('uses a room through its index', () => {
    const inside = allInternal.filter(({ from, to }) => {
      const [a, b] = [roomOf(from), roomOf(to)];
      // An engine, a source or a backend is a room of its own inside the room of its kind; so are cron
      // and the plan of a connector, light ones in rooms that take long to load.
      const inner =
        /^(engine|search|sources)\/\w+\/index\.ts$/.test(to) ||
        ['deploy/cron/index.ts', 'connectors/plan/index.ts'].includes(to);
      return a !== b && rooms.includes(a) && to !== `${b}/index.ts` && !inner;
    });
    expect(inside).toEqual([]);
  });

  it('starts without loading an engine, a parser or a schema library', () => {
    const loaded = [...loadedBy('bin.ts'), ...loadedBy('cli/program.ts')];
    const heavy = loaded.filter(
      (name) =>
        /duckdb|sqlite|yaml|zod|cli-table|log-update/.test(name) ||
        /^(engine|project|search|state)\//.test(name),
    );
    expect(heavy).toEqual([]);
  });

  it.each(['search', 'durable', 'server'])(
    'lets a backend use headrace/%s without any native module',
    (room) => {
      const loaded = [...loadedBy(`${room}/index.ts`)];
      expect(loaded.length).toBeGreaterThan(10);
      expect(loaded.filter((name) => /^@duckdb|^sqlite-vec/.test(name))).toEqual([]);
    },
  );
});
