import { missing } from '../api-error.ts';
import type { Base } from '../base.ts';
import type { FakeWorkspaceOptions, GivenStatement, StatementAnswer } from '../options.ts';
import { type Result, resultOf } from './statement-result.ts';
import type { ExecuteStatement } from './statement-schema.ts';
import { type ReadableTable, selectFrom } from './table-select.ts';

export interface Statement {
  readonly id: string;
  readonly request: ExecuteStatement;
  readonly startedAt: number;
  readonly outcome: { readonly result: Result } | { readonly error: StatementError };
  cancelledAt: number | undefined;
}

export interface StatementError {
  readonly code: string;
  readonly message: string;
}

export type StatementState = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

export interface StatementStore {
  start(request: ExecuteStatement): Statement;
  get(id: string): Statement;
  state(statement: Statement): StatementState;
  cancel(statement: Statement): void;
  /** Waits until it is over, or so long. */
  settle(statement: Statement, atMostMs: number): Promise<void>;
}

/** Shares of the duration: how long a statement waits for its warehouse. */
const pendingShare = 0.2;

export function createStatementStore(
  { clock, random, runMs }: Base,
  { answer, statements: known = [] }: Pick<FakeWorkspaceOptions, 'answer' | 'statements'>,
  find: (table: string) => ReadableTable | undefined,
): StatementStore {
  const statements = new Map<string, Statement>();
  const answers = new Map(known.map((each) => [collapsed(each.statement), each]));

  const answerTo = (given: GivenStatement): StatementAnswer =>
    answer?.(given) ??
    answers.get(collapsed(given.statement)) ??
    selectFrom(given, find) ?? {
      error: {
        code: 'BAD_REQUEST',
        message: `The fake workspace runs no SQL and was given no answer to this statement: ${given.statement}`,
      },
    };
  const state: StatementStore['state'] = ({ startedAt, outcome, cancelledAt }) => {
    if (cancelledAt !== undefined) return 'CANCELED';
    const elapsed = clock.now() - startedAt;
    if (elapsed < runMs * pendingShare) return 'PENDING';
    if (elapsed < runMs) return 'RUNNING';
    return 'error' in outcome ? 'FAILED' : 'SUCCEEDED';
  };
  const isOver = (statement: Statement): boolean => !['PENDING', 'RUNNING'].includes(state(statement));

  return {
    state,
    start(request) {
      const { statement, warehouse_id, catalog, schema, format } = request;
      const parameters = request.parameters.map(({ name, value, type }) => ({
        name,
        ...(typeof value === 'string' && { value }),
        ...(type !== undefined && { type }),
      }));
      const given = { statement, warehouseId: warehouse_id, catalog, schema, parameters, format };
      const answered = answerTo(given);
      const started: Statement = {
        id: `01f0${random.hex(4)}-${random.uuid().slice(9)}`,
        request,
        startedAt: clock.now(),
        outcome: answered.error
          ? { error: answered.error }
          : { result: resultOf(answered, format, request.row_limit ?? Number.POSITIVE_INFINITY) },
        cancelledAt: undefined,
      };
      statements.set(started.id, started);
      return started;
    },
    get(id) {
      const found = statements.get(id);
      if (!found) throw missing(`The statement ${id} was not found.`, 'NOT_FOUND');
      return found;
    },
    cancel(statement) {
      if (!isOver(statement)) statement.cancelledAt = clock.now();
    },
    async settle(statement, atMostMs) {
      const left = statement.startedAt + runMs - clock.now();
      if (!isOver(statement)) await clock.sleep(Math.min(left, atMostMs));
    },
  };
}

function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
