import type { Durable, DurableEvent, Settlement, WorkflowStatus } from '../../durable/index.ts';

/** A stand-in for the workflows behind the server: what it is asked is kept, how they end is up to the test. */
export class MemoryDurable implements Durable {
  readonly names = ['data-pipeline', 'nightly'];
  readonly workflows = new Map<string, WorkflowStatus>();
  readonly promises = new Map<string, Settlement>();
  readonly settledWith: unknown[] = [];
  readonly #listeners = new Set<(event: DurableEvent) => void>();

  async start(workflow: string, id: string, input: WorkflowStatus['input']) {
    const found = this.workflows.get(id);
    const status = found ?? { id, workflow, state: 'running', input, startedAt: 0, waitingFor: [] };
    this.workflows.set(id, status);
    return { status, isNew: !found };
  }

  /** Ends a workflow, as its code would. */
  end(id: string, how: Partial<WorkflowStatus>): void {
    const status = this.workflows.get(id);
    if (!status) throw new Error(id);
    const ended = { ...status, ...how, endedAt: 1000 };
    this.workflows.set(id, ended);
    this.tell({ type: 'workflow_ended', at: 1000, id, state: ended.state });
  }

  tell(event: DurableEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async resolve(id: string, value: unknown): Promise<Settlement> {
    this.settledWith.push(value);
    return this.promises.get(id) ?? { outcome: 'unknown' };
  }

  reject(id: string, failure: unknown): Promise<Settlement> {
    return this.resolve(id, failure);
  }

  async cancel(id: string) {
    if (this.workflows.has(id)) this.end(id, { state: 'cancelled' });
    return this.workflows.get(id);
  }

  watch(listener: (event: DurableEvent) => void) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get = async (id: string) => this.workflows.get(id);
  list = async () => [...this.workflows.values()];
  history = async (id: string) => (this.workflows.has(id) ? [] : undefined);
  wait = async (): Promise<WorkflowStatus> => {
    throw new Error('not here');
  };
  repair = async () => 0;
  checkCallbackToken = (id: string, token: string) =>
    token === `signed-${id}` ? 'valid' : token === `expired-${id}` ? 'expired' : 'wrong';
  close = async () => {};
}
