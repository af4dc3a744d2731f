/** Spark's text about an error, in parts. */
export interface SparkError {
  /** The first sentences, without plans and codes. */
  readonly message: string;
  /** Line (from 1) and column (from 1) in the statement. */
  readonly position: { readonly line: number; readonly col: number } | undefined;
  /** Python frames named in the text: those of functions that ran on the workers. */
  readonly python: readonly { readonly file: string; readonly line: number }[];
}

/** Reads what Spark says. It counts columns from 0 while planning (`pos 7`) and from 1 while running. */
export function readSparkError(text: string): SparkError {
  const planning = /line (\d+),? pos (\d+)/.exec(text);
  const running = /== SQL .*\(line (\d+), position (\d+)\) ==/.exec(text);
  const position = planning
    ? { line: Number(planning[1]), col: Number(planning[2]) + 1 }
    : running
      ? { line: Number(running[1]), col: Number(running[2]) }
      : undefined;
  const python = [...text.matchAll(/File "([^"]+)", line (\d+)/g)].map(([, file = '', line]) => ({
    file,
    line: Number(line),
  }));
  return { message: essence(text), position, python };
}

/** Spark's name of an error, in front of its text. */
const condition = /^\[[A-Z][A-Z0-9_.]+\] /gm;

/** Plans, copies of the statement and codes for drivers help nobody who reads a terminal. */
function essence(text: string): string {
  // What failed around an error (a task, a write) says less than the error itself.
  const own = text.slice(Math.max(0, ...[...text.matchAll(condition)].map(({ index }) => index)));
  const [head = ''] = own.trim().split(/\n== SQL|\n'[A-Z]|\n\+- |\nJVM stacktrace|\n== DataFrame ==/);
  const traceback = /Traceback \(most recent call last\):[\s\S]*\n(\S[^\n]*)/.exec(head);
  const said = traceback ? `${head.slice(0, traceback.index).trim()} ${traceback[1]}` : head;
  return said
    .replace(/\s*SQLSTATE: \w+/g, '')
    .replace(/;? ?\(?line \d+,? pos \d+\)?;?/g, '')
    .replace(condition, '')
    .replace(/`spark_catalog`\.`[^`]+`\./g, '')
    .replace(/ ?To tolerate the error on drop use [^\n]*/, '')
    .trim();
}
