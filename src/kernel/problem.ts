/**
 * A problem is what Headrace tells a person about something wrong: data first, words second,
 * colours never (rendering lives in the CLI). Every kind of problem is declared once with
 * {@link problemType}; its parameters are typed, so no message can be filled with wrong data.
 */
export type Severity = 'error' | 'warning';

/** Where in a file. Lines and columns count from 1; `length` is in characters. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly col: number;
  readonly length?: number;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** A full sentence: what is wrong. */
  readonly message: string;
  readonly place?: Place;
  /** The lines around the place, with a pointer; see `codeFrame`. */
  readonly frame?: string;
  /** What to do about it. */
  readonly hint?: string;
}

export type ProblemCode = `HR-${string}-${number}`;

/** The declaration of one kind of problem. */
export interface ProblemType<P> {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** A few words for the reference page. */
  readonly title: string;
  readonly message: (params: P) => string;
  readonly hint?: (params: P) => string | undefined;
}

/** A place together with the frame that shows it. */
export interface Location {
  readonly place: Place;
  readonly frame?: string;
}

export interface ProblemFactory<P> extends ProblemType<P> {
  (params: P, at?: Location): Problem;
}

/**
 * Declares a kind of problem and returns the function that makes problems of it.
 *
 * @example
 * const missingFile = problemType<{ name: string }>({
 *   code: 'HR-CONFIG-012',
 *   severity: 'error',
 *   title: 'Table without a file',
 *   message: ({ name }) => `Table "${name}" has no transformation file.`,
 * });
 * missingFile({ name: 'orders' });
 */
export function problemType<P>(type: ProblemType<P>): ProblemFactory<P> {
  const make = (params: P, at?: Location): Problem => {
    const hint = type.hint?.(params);
    return Object.freeze({
      code: type.code,
      severity: type.severity,
      message: type.message(params),
      ...(at && { place: at.place }),
      ...(at?.frame && { frame: at.frame }),
      ...(hint && { hint }),
    });
  };
  return Object.assign(make, type);
}

/** The exit codes scripts can rely on. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  partial: 3,
  locked: 4,
  unreachable: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Thrown where work cannot go on; carries every problem found, and the exit code they lead to. */
export class HeadraceError extends Error {
  override readonly name = 'HeadraceError';
  readonly problems: readonly Problem[];
  readonly exitCode: ExitCode;

  constructor(
    problems: Problem | readonly Problem[],
    options: { exitCode?: ExitCode; cause?: unknown } = {},
  ) {
    const list = 'code' in problems ? [problems] : problems;
    super(
      list.map((problem) => `${problem.code}: ${problem.message}`).join('\n'),
      'cause' in options ? { cause: options.cause } : undefined,
    );
    this.problems = list;
    this.exitCode = options.exitCode ?? exitCode.failed;
  }
}

/** @returns whether any of the problems is an error. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** What somebody has to put right before it can work: exit code 2. */
export function usageError(problems: Problem | readonly Problem[], cause?: unknown): HeadraceError {
  return new HeadraceError(problems, {
    exitCode: exitCode.usage,
    ...(cause !== undefined && { cause }),
  });
}
