import type { Context, Resonate } from '@resonatehq/sdk';
import type { Problem } from '../../kernel/index.ts';
import type { Attempts } from './attempts.ts';
import { observedContext } from './observed-context.ts';
import { codeChanged } from './problems.ts';
import type { PromiseView } from './promise-view.ts';
import type { Workflow } from './workflow.ts';

export interface Registry {
  readonly resonate: Resonate;
  readonly view: PromiseView;
  readonly attempts: Attempts;
  readonly onProblem: (problems: readonly Problem[]) => void;
}

/** Makes a workflow known, so that its steps are observed and a change of its code is noticed. */
export function registerWorkflow(registry: Registry, { name, body, version, code }: Workflow): void {
  const { resonate, view, attempts } = registry;
  const run = function* (context: Context, input: Parameters<typeof body>[1]): Generator {
    void noteCode(registry, context.id, name, code);
    const observe = observedContext(context, ({ id, info: { attempt } }, work) =>
      attempts.make(work).catch((error: unknown) => {
        const text = error instanceof Error ? error.message : String(error);
        void view.note(id, 'attempt', { attempt, text });
        throw error;
      }),
    );
    try {
      return yield* body(observe, input);
    } catch (error) {
      throw error === undefined ? new PromiseExpired() : error;
    }
  };
  resonate.register(name, run, { version });
}

/** A workflow that did not expect that nobody settles its promise; the SDK throws it nothing at all. */
class PromiseExpired extends Error {
  override readonly name = 'PromiseExpired';

  constructor() {
    super('What it waited for did not happen in the time it had.');
  }
}

/** Leaves word of the code that a workflow began with, or says that it is another by now. */
async function noteCode(
  { view, onProblem }: Registry,
  id: string,
  workflow: string,
  code: string,
): Promise<void> {
  // What cannot be read as the store is closing is looked at next time.
  const notes = await view.notes(id).catch(() => undefined);
  const known = notes?.findLast((note) => note.id === id && note.kind === 'code');
  if (!notes || known?.data === code) return;
  await view.note(id, 'code', code);
  if (!known) return;
  const problem = codeChanged({ id, workflow });
  await view.note(id, 'code_changed', { text: problem.message });
  onProblem([problem]);
}
