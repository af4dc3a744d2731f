import { type Context, isTaskSuspendReq, type Network, Resonate, type Send } from '@resonatehq/sdk';

/** The shape of a workflow that starts a job and waits for it. */
function* flow(ctx: Context): Generator<unknown, string, never> {
  const promise = yield* ctx.promise<string>();
  yield* ctx.run(step);
  return yield* promise;
}

function step(): string {
  return 'started';
}

export interface Flows {
  readonly resonate: Resonate;
  /** Starts a workflow, and resolves when it waits. */
  start(id: string): Promise<void>;
  /** Settles what a workflow waits for, and resolves with its result. */
  resume(id: string): Promise<unknown>;
}

/** Workflows over any network; the network is watched for the moment at which each begins to wait. */
export function flowsOver(network: Network): Flows {
  const waiting = new Map<string, () => void>();
  const { send } = network;
  const watched: Send = (request) => {
    const answer = send(request);
    if (isTaskSuspendReq(request)) void answer.then(() => waiting.get(request.data.id)?.());
    return answer;
  };
  network.send = watched;
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const resonate = new Resonate({ network, logger: quiet });
  const started = resonate.register('flow', flow);
  return {
    resonate,
    start: async (id) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(id, resolve);
      await started.beginRpc(id);
      await promise;
      waiting.delete(id);
    },
    resume: async (id) => {
      const handle = await resonate.get(id);
      const result = handle.result();
      await resonate.promises.resolve(`${id}:0`, { data: Buffer.from('"done"').toString('base64') });
      return result;
    },
  };
}
