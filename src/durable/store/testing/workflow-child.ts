/**
 * A process that runs one workflow to its end, unless it is killed: `node workflow-child.ts <store> <log>`.
 * Every step writes a line to the log before it is checkpointed. The workflow waits for a promise that
 * somebody else settles: a second workflow, so that a run of this program needs nobody.
 */
import { appendFileSync } from 'node:fs';
import { type Context, Resonate } from '@resonatehq/sdk';
import { openSqliteNetwork } from '../sqlite-network.ts';

const [, , path = '', log = ''] = process.argv;
const network = openSqliteNetwork({ path, holder: 'the child' });
const resonate = new Resonate({ network, pid: network.pid, logLevel: 'error' });

function step(_: Context, name: string): string {
  appendFileSync(log, `${name}\n`);
  return name;
}

async function callback(_: Context, promise: string): Promise<void> {
  await resonate.promises.resolve(promise, { data: Buffer.from('"called"').toString('base64') });
}

function* workflow(ctx: Context): Generator<unknown, string, never> {
  const promise = yield* ctx.promise<string>();
  yield* ctx.run(step, 'first');
  yield* ctx.detached(callback, promise.id);
  const value = yield* promise;
  yield* ctx.sleep(10);
  const last = yield* ctx.rpc(step, 'last');
  return `${value}, ${last}`;
}

resonate.register(step);
resonate.register(callback);
const handle = await resonate.register('workflow', workflow).beginRpc('w');
console.log(await handle.result());
await resonate.stop();
