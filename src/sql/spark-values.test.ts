import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type DuckDBConnection, openDatabase } from '../duckdb/index.ts';
import { sparkTopics } from './spark-functions/index.ts';
import { prepareSession } from './spark-macros.ts';
import { onDuckDB, onSpark, recordedExpressions } from './testing/compare-engines.ts';
import { differences } from './testing/differences.ts';
import { sparkExamples } from './testing/spark-examples.ts';

let database: Database;
let connection: DuckDBConnection;
beforeAll(async () => {
  database = await openDatabase();
  connection = await database.connect();
  await connection.run(prepareSession(sparkExamples).join(';\n'));
});
afterAll(() => database.close());

describe('Spark’s functions on DuckDB', () => {
  for (const { title, functions } of sparkTopics) {
    it.each(functions)(`give the values that Spark gave: ${title}, $name`, async ({ examples }) => {
      expect(examples).not.toEqual([]);
      for (const example of examples) {
        expect([example, await onDuckDB(connection, example)]).toEqual([example, onSpark(example)]);
      }
    });
  }

  it('are recorded for these examples and no others', () => {
    expect(recordedExpressions).toEqual(sparkExamples);
  });

  it('are each there once', () => {
    const names = sparkTopics.flatMap(({ functions }) => functions).map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('are made only where they are named', () => {
    const made = prepareSession(['SELECT nvl(a, 1), builtin.array_union(a, b) FROM t']).join('\n');
    expect(made).toContain('MACRO "nvl"');
    expect(made).toContain('MACRO builtin."array_distinct"');
    expect(made).not.toContain('named_struct');
  });
});

describe('what the lint refuses', () => {
  it.each(differences)('differs indeed: %s', async (expression) => {
    const value = await onDuckDB(connection, expression);
    expect(value).not.toBe('error');
    expect(value).not.toEqual(onSpark(expression));
  });
});
