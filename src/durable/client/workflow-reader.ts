import type { JobRegister } from '../jobs/job-register.ts';
import type { StoredPromise } from '../store/index.ts';
import type { PromiseView } from './promise-view.ts';
import { stateOf, toStatus, toStep } from './to-status.ts';
import type { HistoryStep, ListFilter, WorkflowStatus } from './types.ts';

/** States of promises, by those of the workflows they stand for. */
const promiseStates = {
  running: 'pending',
  done: 'resolved',
  failed: 'rejected',
  cancelled: 'rejected_canceled',
  timed_out: 'rejected_timedout',
} as const;

/** How workflows stand and stood; it changes nothing. */
export class WorkflowReader {
  readonly #view: PromiseView;
  readonly #register: Pick<JobRegister, 'of'>;

  constructor(view: PromiseView, register: Pick<JobRegister, 'of'>) {
    this.#view = view;
    this.#register = register;
  }

  /** The promise of a workflow; undefined when the id is of none. */
  async root(id: string): Promise<StoredPromise | undefined> {
    const promise = await this.#view.find(id);
    return promise?.kind === 'workflow' ? promise : undefined;
  }

  async get(id: string): Promise<WorkflowStatus | undefined> {
    const root = await this.root(id);
    return root && (await this.status(root));
  }

  async status(root: StoredPromise): Promise<WorkflowStatus> {
    const steps = stateOf(root.state) === 'running' ? await this.#view.lineage(root.id) : [];
    return toStatus(root, steps, (promiseId) => this.#register.of(promiseId));
  }

  /** Newest first. */
  async list({ state, workflow, limit = 100 }: ListFilter = {}): Promise<readonly WorkflowStatus[]> {
    const found: StoredPromise[] = [];
    // By name, workflows are looked through page by page.
    for (let after: number | undefined; found.length < limit; ) {
      const page = await this.#view.roots({
        ...(state && { state: promiseStates[state] }),
        ...(after !== undefined && { after }),
        limit,
      });
      found.push(...page.filter((root) => root.kind === 'workflow' && (!workflow || root.func === workflow)));
      after = page.at(-1)?.seq;
      if (page.length < limit) break;
    }
    return await Promise.all(found.slice(0, limit).map((root) => this.status(root)));
  }

  async history(id: string): Promise<readonly HistoryStep[] | undefined> {
    if (!(await this.root(id))) return undefined;
    const [steps, notes] = await Promise.all([this.#view.lineage(id), this.#view.notes(id)]);
    return steps.map((step) => toStep(step, notes));
  }
}
