import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runDemo, shownDemo } from '../scripts/docs/demo.ts';
import {
  comparable,
  hasExamplesFrom,
  readMarker,
  sameOutput,
  unmarked,
  Workspace,
  type YamlPart,
} from '../scripts/docs/examples.ts';
import { pages, regenerated, root } from '../scripts/docs/generate.ts';
import { openDocsJobs } from '../scripts/docs/jobs.ts';
import { anchors, type Block, readBlocks, readLinks } from '../scripts/docs/markdown.ts';
import { problemExamples, problemTypes } from '../scripts/docs/problems.ts';
import { removeExampleIndexes, serverSurroundings } from '../scripts/docs/servers.ts';
import { type DocsWorkspace, openDocsWorkspace } from '../scripts/docs/workspace.ts';
import { loadProject } from '../src/project/index.ts';
import { describeWithServers } from './servers/describe-with-servers.ts';
import { type Elasticsearch, startElasticsearch } from './servers/elasticsearch.ts';
import { expectShown } from './support/expect-shown.ts';

const text = new Map(pages.map((page) => [page, readFileSync(join(root, page), 'utf8')]));
const documents = [...text].map(([page, markdown]) => ({ page, markdown, blocks: readBlocks(markdown) }));

describe.each(documents)('$page', ({ page, markdown, blocks }) => {
  it('has no example that escapes the tests', () => {
    expect(unmarked(blocks).map(({ line, language }) => `line ${line}: ${language}`)).toEqual([]);
    const markers = blocks.filter(({ marker }) => marker !== undefined && marker !== 'demo');
    expect(markers.filter((block) => !readMarker(block)).map(({ marker }) => marker)).toEqual([]);
  });

  it('uses every file that it shows', () => {
    const folders = (kind: string): string[] =>
      blocks
        .map(readMarker)
        .flatMap((marker) => (marker?.kind === kind && 'folder' in marker ? [marker.folder] : []));
    expect([...new Set(folders('file'))].filter((folder) => !folders('run').includes(folder))).toEqual([]);
  });

  it('is what its generated parts are made from', () => {
    // `npm run docs` brings them up to date.
    expect(regenerated(page, markdown)).toBe(markdown);
  });

  it('links to what is there', () => {
    const broken = readLinks(markdown).filter(({ target }) => {
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? page : join(dirname(page), file);
      if (!existsSync(join(root, path))) return true;
      return anchor !== undefined && !anchors(readFileSync(join(root, path), 'utf8')).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  const isYaml = blocks.filter((block) => readMarker(block)?.kind === 'yaml');
  if (isYaml.length > 0) {
    it('shows configuration that is valid', async () => {
      for (const block of isYaml) {
        const marker = readMarker(block);
        const problems = marker?.kind === 'yaml' ? await configProblems(marker.what, block.text) : [];
        expect(problems, `line ${block.line}`).toEqual([]);
      }
    });
  }

  if (blocks.some((block) => /^(run|sql|file): /.test(block.marker ?? ''))) {
    it('shows what its examples print', { timeout: 180_000 }, () => expectShown(page, markdown));
  }
});

const withPrograms = documents.filter(({ blocks }) => programs(blocks).length > 0);

it.each(withPrograms)('$page shows programs that compile', ({ blocks }) => {
  const workspace = new Workspace();
  try {
    for (const { folder, path, text } of programs(blocks))
      workspace.write(workspace.folder(folder), path, text);
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
      include: ['*/**/*.ts'],
    };
    workspace.write(workspace.base, 'tsconfig.json', JSON.stringify(config));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', workspace.base], { encoding: 'utf8' });
    expect(stdout).toBe('');
  } finally {
    workspace.remove();
  }
});

/** The TypeScript files that a page shows. */
function programs(blocks: readonly Block[]): { folder: string; path: string; text: string }[] {
  return blocks.flatMap((block) => {
    const marker = readMarker(block);
    if (marker?.kind !== 'file' || !marker.path.endsWith('.ts') || block.invalid) return [];
    return [{ folder: marker.folder, path: marker.path, text: block.text }];
  });
}

const needServers = documents.filter(({ markdown }) => hasExamplesFrom('servers', markdown));
// Examples use ordinary names, so never somebody's own cluster.
const ownCluster = process.env.ELASTICSEARCH_URL ? 'own elasticsearch' : 'elasticsearch';

describeWithServers('with servers', [ownCluster, 'postgres'], (servers) => {
  let own: Elasticsearch | undefined;
  beforeAll(async () => {
    if (ownCluster === 'own elasticsearch') own = await startElasticsearch({ quickStart: true });
  }, 180_000);
  afterAll(() => own?.stop());

  it.each(needServers)('$page shows what its examples print', { timeout: 240_000 }, async (document) => {
    const elasticsearchUrl = own?.url ?? servers.elasticsearch.url;
    const databaseUrl = await servers.postgres.freshDatabase();
    await removeExampleIndexes(elasticsearchUrl);
    expectShown(document.page, document.markdown, serverSurroundings(databaseUrl, elasticsearchUrl));
  });
});

describe('with a fake workspace', () => {
  let workspace: DocsWorkspace;
  beforeAll(async () => {
    workspace = await openDocsWorkspace();
  });
  afterAll(() => workspace.close());

  const needWorkspace = documents.filter(({ markdown }) => hasExamplesFrom('workspace', markdown));
  it.each(needWorkspace)('$page shows what its examples print', { timeout: 240_000 }, (document) => {
    expectShown(document.page, document.markdown, workspace.surroundings);
  });
});

describe('with jobs that are waited for', () => {
  const needJobs = documents.filter(({ markdown }) => hasExamplesFrom('jobs', markdown));
  it.each(needJobs)('$page shows what its examples print', { timeout: 240_000 }, async (document) => {
    const jobs = await openDocsJobs();
    try {
      expectShown(document.page, document.markdown, jobs.surroundings);
    } finally {
      await jobs.close();
    }
  });
});

/** The mistakes in a configuration that holds this part. Files of its tables are not looked for. */
async function configProblems(part: YamlPart, yaml: string): Promise<string[]> {
  const value: unknown = parse(yaml);
  const table = { name: 'example', layer: 'bronze', source: { type: 'csv', path: 'x.csv' } };
  const index = { from: 'example', id: 'id', text: ['name', 'description'] };
  const searching = { indexes: { example: { ...index, vector: value } } };
  const configs: Record<YamlPart, () => unknown> = {
    config: () => value,
    table: () => ({ tables: [{ ...table, ...Object(value) }] }),
    source: () => ({ tables: [{ ...table, source: value }] }),
    search: () => ({ tables: [{ ...table, name: Object(value).indexes?.products?.from }], search: value }),
    vector: () => ({ tables: [table], search: searching }),
  };
  const workspace = new Workspace();
  try {
    const folder = workspace.folder('project');
    workspace.write(folder, 'config.yml', JSON.stringify(configs[part]()));
    return (await loadProject({ root: folder })).problems.map(({ code, message }) => `${code} ${message}`);
  } finally {
    workspace.remove();
  }
}

describe('problems', () => {
  it('has one example of each kind, and no code twice', () => {
    const codes = problemTypes().map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    // A new kind gets its example in scripts/docs/problems.ts.
    expect(problemExamples.map(({ code }) => code).sort()).toEqual([...codes].sort());
  });
});

describe('the demo', () => {
  // It takes its time: it goes on while the examples above are executed.
  let demo: Promise<string>;
  beforeAll(() => {
    demo = runDemo();
  });

  it('prints what the README shows', { timeout: 180_000 }, async () => {
    const shown = shownDemo(text.get('README.md') ?? '') ?? '';
    const printed = await demo;
    if (!sameOutput(shown, printed)) expect(comparable(printed)).toBe(comparable(shown));
  });
});
