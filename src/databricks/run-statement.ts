import { type Clock, HeadraceError, systemClock } from '../kernel/index.ts';
import type { CallOptions } from './api.ts';
import { statementFailed } from './problems.ts';
import { scrubbed } from './scrub.ts';
import type { Statement, StatementRequest } from './statements.ts';
import type { Workspace } from './workspace.ts';

/** Between two looks at a statement, in ms: soon at first, then every few seconds. */
const look = { first: 250, most: 5_000 } as const;

/**
 * Waits for a statement that was started. It goes on when the signal aborts: its result may still be wanted.
 *
 * @returns it as it ended, SUCCEEDED or CLOSED (its result is not kept any more).
 * @throws HeadraceError where it failed or was cancelled.
 */
export async function finishStatement(
  { host, statements }: Workspace,
  started: Statement,
  { signal, clock = systemClock }: CallOptions & { readonly clock?: Clock } = {},
): Promise<Statement> {
  let statement = started;
  for (let wait: number = look.first; isUnderWay(statement); wait = Math.min(look.most, wait * 1.5)) {
    await clock.sleep(wait, signal);
    statement = await statements.get(started.statement_id, signal && { signal });
  }
  const { state, error } = statement.status;
  if (state === 'SUCCEEDED' || state === 'CLOSED') return statement;
  const detail = scrubbed(error?.message ?? error?.error_code ?? 'it does not say why');
  throw new HeadraceError(statementFailed({ host, state, detail }));
}

function isUnderWay({ status: { state } }: Statement): boolean {
  return state === 'PENDING' || state === 'RUNNING';
}

/** Runs a statement that only reads, to its end; cancels it when the signal aborts. */
export async function query(
  workspace: Workspace,
  request: StatementRequest,
  options: CallOptions = {},
): Promise<Statement> {
  const started = await workspace.statements.start(request, { ...options, repeatable: true });
  try {
    return await finishStatement(workspace, started, options);
  } catch (error) {
    // Nobody waits for it any more. Whether this works changes nothing.
    if (options.signal?.aborted) await workspace.statements.cancel(started.statement_id).catch(() => {});
    throw error;
  }
}
