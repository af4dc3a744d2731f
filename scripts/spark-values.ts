/**
 * Records what real Spark says: the values of all examples in `src/sql/spark-functions/`, for the test
 * that compares DuckDB with them, and the names of Spark's functions, for the lint.
 *
 *   node scripts/spark-values.ts [python]
 *
 * `python` is an interpreter with pyspark (`headrace spark setup` makes one); Java 17 is on the PATH.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sparkExamples } from '../src/sql/testing/spark-examples.ts';

const program = fileURLToPath(new URL('spark-values.py', import.meta.url));
const record = fileURLToPath(new URL('../src/sql/testing/spark-values.json', import.meta.url));
const names = fileURLToPath(new URL('../src/sql/lint/spark-function-names.ts', import.meta.url));

/** What `scripts/spark-values.py` answers. */
export interface SparkAnswer {
  readonly spark: string;
  readonly functions: readonly string[];
  readonly values: readonly unknown[];
}

/** Starts Spark once and evaluates all expressions. Throws with the end of its log when it fails. */
export async function askSpark(python: string, expressions: readonly string[]): Promise<SparkAnswer> {
  const child = spawn(python, [program], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(expressions));
  const [output, log, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`Spark ended with ${code}:\n${log.slice(-2000)}`);
  return JSON.parse(output);
}

async function main(python = 'python3'): Promise<void> {
  const { spark, functions, values } = await askSpark(python, sparkExamples);
  const lines = sparkExamples.map(
    (example, i) => `  ${JSON.stringify(example)}: ${JSON.stringify(values[i])}`,
  );
  writeFileSync(record, `{\n${lines.join(',\n')}\n}\n`);
  writeFileSync(names, namesModule(spark, functions));
  process.stdout.write(`Spark ${spark}: ${values.length} values, ${functions.length} functions\n`);
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

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv[2]);
