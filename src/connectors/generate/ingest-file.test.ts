import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpecs } from './read-specs.ts';
import { codes, sampleBundle, sampleTable } from './testing/sample-tables.ts';
import { verifyIngest } from './verify-ingest.ts';

describe('ingest files', () => {
  it('say in Python what was meant, whatever is in the names', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 });
    const awkward = fc.constantFrom(
      '"""',
      "it's",
      '\\',
      '\\"',
      '#{x}',
      'a\nb',
      '\u2028',
      '\u0000',
      '🦆',
      '\ud800',
      '${x}',
      'None',
    );
    const files = new Map<string, string>();
    const specs = new Map<string, unknown>();
    const name = fc.oneof(text, awkward);
    const sample = fc.sample(fc.tuple(name, name, name, name), {
      numRuns: 80,
      seed: 7,
    });
    sample.forEach(([name, connection, key, value], index) => {
      const table = sampleTable(name, {
        tableConfiguration: { [`x${key}`]: value },
        destinationTable: 'plain',
      });
      const { files: made, specs: meant } = sampleBundle([table], { connection_name: `c${connection}` });
      for (const { path, text } of made) if (meant.has(path)) files.set(`${index}.py`, text);
      specs.set(`${index}.py`, meant.get('ingest_snapshot.py'));
    });
    expect(files.size).toBe(80);
    const read = await readSpecs(files, process.env);
    if ('reason' in read) throw new Error(read.reason);
    for (const [path, found] of read) expect(found).toEqual({ spec: specs.get(path), source: 'osipi' });
  });

  it('register their source in the form of today, or in the older one', () => {
    const [today] = sampleBundle([sampleTable('a')]).files;
    expect(today?.text).toContain('from databricks.labs.community_connector import register\n');
    expect(today?.text).toContain('\nregister(spark, source_name)\ningest(spark, pipeline_spec)\n');
    const [older] = sampleBundle([sampleTable('a')], { form: 'older' }).files;
    expect(older?.text).toContain('from libs.source_loader import get_register_function\n');
    expect(older?.text).toContain(
      '\nget_register_function(source_name)(spark)\ningest(spark, pipeline_spec)\n',
    );
    expect(older?.text).not.toContain('databricks.labs');
  });

  it('hold no secret and ask for none', () => {
    const [file] = sampleBundle([sampleTable('a')]).files;
    expect(file?.text).not.toMatch(/dbutils|secret/i);
  });

  it('leave the place to the pipeline where targets differ in it, with names quoted', () => {
    const targets = { dev: { catalog: 'dev' }, prod: { root_path: '/Workspace/x', catalog: 'main' } };
    const tables = [
      sampleTable('plain'),
      sampleTable('2-part'),
      sampleTable('own', { destinationCatalog: 'other', destinationSchema: 'raw' }),
    ];
    const bundle = sampleBundle(tables, { targets });
    expect(codes(bundle)).toEqual([]);
    expect(bundle.specs.get('ingest_snapshot.py')).toEqual({
      connection_name: 'osipi_connection',
      objects: [
        { table: { source_table: '2-part', destination_table: '`2-part`' } },
        { table: { source_table: 'own', destination_catalog: 'other', destination_schema: 'raw' } },
        { table: { source_table: 'plain' } },
      ],
    });
  });
});

describe('verifying ingest files', () => {
  const { files, specs } = sampleBundle([sampleTable('a'), sampleTable('b')]);
  const text = files[0]?.text ?? '';
  const verify = async (changed: string, env: NodeJS.ProcessEnv = process.env): Promise<string[]> => {
    const found = await verifyIngest({ files: new Map([['ingest_snapshot.py', changed]]), specs, env });
    return found.map(({ code, message, place }) => `${code} ${place?.line ?? '-'} ${message}`);
  };

  it('finds nothing in what was generated', async () => {
    expect(await verify(text)).toEqual([]);
  });

  it.each([
    [
      'syntax',
      text.replace('"connection_name":', '"connection_name"'),
      /^HR-INGEST-034 \d+ .*does not compile/,
    ],
    [
      'another table',
      text.replace('"source_table": "a"', '"source_table": "z"'),
      /036 1 .*"z" is only in the file/,
    ],
    ['another connection', text.replace('osipi_connection', 'mine'), /036 1 .*the connection is another/],
    ['other settings', text.replace('bronze', 'silver'), /036 1 .*"a" has other settings/],
    ['code in the spec', text.replace('"a"', 'open("x").read()'), /035 \d+ .*no literal/],
    [
      'a key twice',
      text.replace('"source_table": "a"', '"source_table": "z", "source_table": "a"'),
      /035 \d+ .*twice/,
    ],
    [
      'nothing ingested',
      text.replace('ingest(spark, pipeline_spec)', 'pass'),
      /035 1 .*nothing calls ingest/,
    ],
    [
      'nothing registered',
      text.replace('register(spark, source_name)', 'pass'),
      /035 \d+ .*nothing registers/,
    ],
  ])('finds %s', async (_what, changed, expected) => {
    expect(changed).not.toBe(text);
    const found = await verify(changed);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  it('says so where there is no Python', async () => {
    const found = await verify(text, { ...process.env, HEADRACE_PYTHON: 'no-such-python' });
    expect(found).toEqual([expect.stringMatching(/^HR-INGEST-038 .*there is no no-such-python/)]);
  });
});
