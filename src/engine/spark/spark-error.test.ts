import { describe, expect, it } from 'vitest';
import { readSparkError } from './spark-error.ts';

describe('readSparkError', () => {
  it('counts columns from 1, whichever way Spark counts', () => {
    const planning =
      '[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `nope` cannot be resolved. Did you mean [`id`]. SQLSTATE: 42703; line 3 pos 7;\n' +
      "'Project ['nope]\n+- OneRowRelation";
    expect(readSparkError(planning)).toEqual({
      message: 'A column with name `nope` cannot be resolved. Did you mean [`id`].',
      position: { line: 3, col: 8 },
      python: [],
    });
    const running =
      'Task failed while writing rows to file:/tmp/x.\n' +
      '[CAST_INVALID_INPUT] The value \'abc\' of the type "STRING" cannot be cast to "INT". SQLSTATE: 22018\n' +
      '== SQL (line 2, position 8) ==\nSELECT CAST(s AS INT)\n       ^^^^^^^^^^^^^^\n';
    expect(readSparkError(running)).toEqual({
      message: 'The value \'abc\' of the type "STRING" cannot be cast to "INT".',
      position: { line: 2, col: 8 },
      python: [],
    });
    const parsing =
      "[PARSE_SYNTAX_ERROR] Syntax error at or near 'FRM'. SQLSTATE: 42601 (line 2, pos 14)\n\n== SQL ==\nSELECT 1 AS x FRM y\n";
    expect(readSparkError(parsing)).toMatchObject({
      message: "Syntax error at or near 'FRM'.",
      position: { line: 2, col: 15 },
    });
  });

  it('finds the line of Python that ran on a worker', () => {
    const text =
      'An exception was thrown from the Python worker.\n' +
      '[PYTHON_EXCEPTION] An exception was thrown from the Python worker: Traceback (most recent call last):\n' +
      '  File "/p/transformations/gold/a.py", line 5, in f\n    return 1 // (x - 2)\n           ~~^^~~~~~~~~~\n' +
      'ZeroDivisionError: integer division or modulo by zero\n SQLSTATE: 38000';
    expect(readSparkError(text)).toEqual({
      message:
        'An exception was thrown from the Python worker: ZeroDivisionError: integer division or modulo by zero',
      position: undefined,
      python: [{ file: '/p/transformations/gold/a.py', line: 5 }],
    });
  });
});
