import { Codec, type PromiseRecord, type Resonate } from '@resonatehq/sdk';
import {
  type Clock,
  crashPoint,
  HeadraceError,
  type Json,
  stableJson,
  usageError,
} from '../../kernel/index.ts';
import { checkCallbackToken, type TokenCheck } from '../jobs/callback-token.ts';
import type { JobRegister } from '../jobs/job-register.ts';
import type { StoredPromise } from '../store/index.ts';
import { toEvents } from './events.ts';
import { checkWorkflowId } from './ids.ts';
import type { JobRuns } from './job-runs.ts';
import { idTaken, noSuchWorkflow, unknownWorkflow } from './problems.ts';
import type { PromiseView } from './promise-view.ts';
import type {
  Durable,
  DurableEvent,
  Failure,
  HistoryStep,
  ListFilter,
  Settlement,
  Started,
  WorkflowStatus,
} from './types.ts';
import type { Workflow } from './workflow.ts';
import { WorkflowReader } from './workflow-reader.ts';

export interface DurableParts {
  readonly resonate: Resonate;
  readonly view: PromiseView;
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly register: JobRegister;
  readonly runs: Pick<JobRuns, 'cancel' | 'repair'>;
  readonly callbackKey: string;
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}

const codec = new Codec();

/** Workflows as their users see them, over the promises that Resonate keeps. */
export class DurableClient implements Durable {
  readonly names: readonly string[];
  readonly #parts: DurableParts;
  readonly #reader: WorkflowReader;

  constructor(parts: DurableParts) {
    this.#parts = parts;
    this.#reader = new WorkflowReader(parts.view, parts.register);
    this.names = [...parts.workflows.keys()];
  }

  async start(name: string, id: string, input: Json): Promise<Started> {
    checkWorkflowId(id);
    const { workflows, resonate } = this.#parts;
    const definition = workflows.get(name);
    if (!definition) throw usageError(unknownWorkflow({ name, names: this.names }));
    const before = await this.#reader.root(id);
    if (before) return { status: await this.#same(before, name, input), isNew: false };
    const { version, timeout } = definition;
    await resonate.beginRpc(id, name, input, resonate.options({ version, timeout }));
    const root = await this.#reader.root(id);
    if (!root) throw new Error(`workflow ${id} is not there after it was started`);
    return { status: await this.#same(root, name, input), isNew: true };
  }

  /** @throws HeadraceError when the id is that of something else. */
  async #same(root: StoredPromise, name: string, input: Json): Promise<WorkflowStatus> {
    const { id, func: workflow = '' } = root;
    if (workflow !== name) throw usageError(idTaken({ id, workflow, what: 'workflow' }));
    if (!isEqual(root.args?.[0] ?? null, input)) throw usageError(idTaken({ id, workflow, what: 'input' }));
    return await this.#reader.status(root);
  }

  get(id: string): Promise<WorkflowStatus | undefined> {
    return this.#reader.get(id);
  }

  async wait(id: string, signal?: AbortSignal): Promise<WorkflowStatus> {
    const { resonate, view } = this.#parts;
    const known = await this.#reader.root(id);
    if (!known) {
      const ids = (await view.roots({ limit: 500 }).catch(() => [])).map((root) => root.id);
      throw new HeadraceError(noSuchWorkflow({ id, ids }));
    }
    if (known.state === 'pending') {
      const handle = await resonate.get(id);
      const ended = handle.result().then(
        () => {},
        () => {},
      );
      await Promise.race([ended, aborted(signal)]);
    }
    signal?.throwIfAborted();
    const status = await this.get(id);
    if (!status) throw new Error(`workflow ${id} is gone`);
    return status;
  }

  list(filter?: ListFilter): Promise<readonly WorkflowStatus[]> {
    return this.#reader.list(filter);
  }

  history(id: string): Promise<readonly HistoryStep[] | undefined> {
    return this.#reader.history(id);
  }

  resolve(promiseId: string, value: Json): Promise<Settlement> {
    return this.#settle(promiseId, 'resolved', value);
  }

  reject(promiseId: string, { name, message }: Failure): Promise<Settlement> {
    return this.#settle(promiseId, 'rejected', { __type: 'error', name, message });
  }

  async cancel(id: string): Promise<WorkflowStatus | undefined> {
    const { resonate, view, runs } = this.#parts;
    const root = await this.#reader.root(id);
    if (!root) return undefined;
    if (root.state === 'pending') {
      await resonate.promises.cancel(id);
      // Callbacks that come later are told so.
      for (const step of await view.lineage(id)) {
        if (step.state === 'pending' && step.id !== id) await resonate.promises.cancel(step.id);
      }
    }
    await runs.cancel(id);
    return await this.get(id);
  }

  async repair(id: string): Promise<number> {
    const { view, runs } = this.#parts;
    const root = await this.#reader.root(id);
    if (root?.state !== 'pending') return 0;
    const repaired = await runs.repair(id);
    for (const { promiseId, runId = '' } of repaired) {
      await view.note(promiseId, 'repair', { text: `run ${runId} is repaired` });
    }
    return repaired.length;
  }

  watch(listener: (event: DurableEvent) => void): () => void {
    const { view } = this.#parts;
    return view.watch((changes) => {
      for (const event of toEvents(changes)) listener(event);
    });
  }

  checkCallbackToken(promiseId: string, token: string): TokenCheck {
    const { callbackKey, clock } = this.#parts;
    return checkCallbackToken(callbackKey, promiseId, token, clock.now());
  }

  close(): Promise<void> {
    return this.#parts.close();
  }

  async #settle(promiseId: string, state: 'resolved' | 'rejected', value: Json): Promise<Settlement> {
    const { resonate, view, register } = this.#parts;
    const before = await view.find(promiseId);
    // A workflow and its own steps are settled by what they do, by nobody else.
    if (before?.kind !== 'promise') return { outcome: 'unknown' };
    if (before.state === 'pending') {
      const { headers = {}, data } = codec.encode(value);
      const settle = state === 'resolved' ? 'resolve' : 'reject';
      crashPoint('promise:before-settle');
      const after: PromiseRecord = await resonate.promises[settle](promiseId, { headers, data });
      crashPoint('promise:after-settle');
      register.settled(promiseId);
      // Another may have been faster by a moment, with another value.
      if (after.state === state && after.value.data === data) return { outcome: 'settled' };
    }
    const found = await view.find(promiseId);
    if (found?.state !== 'resolved' && found?.state !== 'rejected') return { outcome: 'late' };
    return {
      outcome: 'already',
      state: found.state,
      same: found.state === state && isEqual(found.value, value),
    };
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Equal as JSON, in whatever order keys stand. */
function isEqual(a: unknown, b: unknown): boolean {
  return stableJson(a) === stableJson(b);
}
