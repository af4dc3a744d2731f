import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const place = { line: z.number(), col: z.number() };
const readFileSchema = z.union([
  z.object({ spec: z.unknown(), source: z.unknown() }),
  z.object({ ...place, broken: z.string() }),
  z.object({ ...place, unread: z.string() }),
]);
const answerSchema = z.record(z.string(), readFileSchema);

/** What Python finds in an ingest file: its specification and source, or where it gave up and why. */
export type ReadSpec = z.output<typeof readFileSchema>;

/** Compiling hundreds of files takes a second. */
const timeLimitMs = 60_000;

/**
 * Has Python compile ingest files and read their specifications back. Nothing of them is run.
 *
 * @param files path -> text.
 * @returns by path; or why it could not be done, in words.
 */
export async function readSpecs(
  files: ReadonlyMap<string, string>,
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, ReadSpec> | { readonly reason: string }> {
  const script = await readFile(fileURLToPath(new URL('./python/read_specs.py', import.meta.url)), 'utf8');
  const python = env.HEADRACE_PYTHON || 'python3';
  const ended = await run(python, ['-I', '-c', script], JSON.stringify(Object.fromEntries(files)), env);
  if ('reason' in ended) return ended;
  const answer = answerSchema.safeParse(parsed(ended.output));
  return answer.success
    ? new Map(Object.entries(answer.data))
    : { reason: `${python} gave no usable answer` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function run(
  command: string,
  args: readonly string[],
  input: string,
  { PATH, SYSTEMROOT }: NodeJS.ProcessEnv,
): Promise<{ readonly output: string } | { readonly reason: string }> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      env: { ...(PATH !== undefined && { PATH }), ...(SYSTEMROOT !== undefined && { SYSTEMROOT }) },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: timeLimitMs,
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      done({ reason: missing ? `there is no ${command}` : `${command} cannot be started: ${error.message}` });
    });
    child.on('close', (code) => {
      done(code === 0 ? { output: Buffer.concat(chunks).toString('utf8') } : { reason: `${command} failed` });
    });
    // A child that ends early closes its input; what it says about that is its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
