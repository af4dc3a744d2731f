/**
 * Records what real Spark says: the values of all examples in `src/sql/spark-functions/`, for the test
 * that compares DuckDB with them, and the names of Spark's functions, for the lint.
 *
 *   node scripts/spark-values.ts
 *
 * It needs what `headrace spark setup` makes.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as z from 'zod';
import { findSparkHome, type SparkSession, startSparkServer } from '../src/engine/spark/index.ts';
import { sparkExamples } from '../src/sql/testing/spark-examples.ts';

const program = fileURLToPath(new URL('spark-values.py', import.meta.url));
const record = fileURLToPath(new URL('../src/sql/testing/spark-values.json', import.meta.url));
const names = fileURLToPath(new URL('../src/sql/lint/spark-function-names.ts', import.meta.url));

const answer = z.object({
  spark: z.string(),
  functions: z.array(z.string()),
  values: z.array(z.record(z.string(), z.unknown())),
});
/** What `scripts/spark-values.py` answers: a value for each expression. */
export type SparkAnswer = z.output<typeof answer>;

/** Evaluates all expressions in a session. */
export async function askSpark(session: SparkSession, expressions: readonly string[]): Promise<SparkAnswer> {
  return answer.parse(await session.python(readFileSync(program, 'utf8'), expressions));
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'headrace spark values '));
  const { env } = process;
  const home = await findSparkHome(env);
  const server = await startSparkServer({ home, folder, cores: availableParallelism(), env, quick: true });
  try {
    const { spark, functions, values } = await askSpark(await server.connect(), sparkExamples);
    const lines = sparkExamples.map(
      (example, i) => `  ${JSON.stringify(example)}: ${JSON.stringify(values[i])}`,
    );
    writeFileSync(record, `{\n${lines.join(',\n')}\n}\n`);
    writeFileSync(names, namesModule(spark, functions));
    process.stdout.write(`Spark ${spark}: ${values.length} values, ${functions.length} functions\n`);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function namesModule(spark: string, functions: readonly string[]): string {
  const lines: string[] = [];
  for (const name of functions) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + name.length < 96) lines[lines.length - 1] = `${line} ${name}`;
    else lines.push(name);
  }
  return `/** Every function of Spark ${spark}, written by \`scripts/spark-values.ts\`. */
export const sparkFunctionNames: ReadonlySet<string> = new Set(
  \`
${lines.map((line) => `  ${line}`).join('\n')}
  \`.trim().split(/\\s+/),
);
`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
