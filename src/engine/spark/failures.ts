import { readFileSync } from 'node:fs';
import { basename, isAbsolute, relative } from 'node:path';
import { codeFrame, type Location, type Problem } from '../../kernel/index.ts';
import { type Compiled, sqlLocation } from '../../plan/index.ts';
import { ignored, otherDatasets, otherKind, pythonFailed, selectRefused, tableFailed } from './problems.ts';
import type { Origin } from './render/render-project.ts';
import type { Failure, PipelineResult } from './session.ts';
import { readSparkError } from './spark-error.ts';

/** A problem, and the table that it keeps from being built. */
export interface TableProblem {
  readonly table: string;
  readonly problem: Problem;
}

/** Turns what Spark and Python say into problems at the user's own files. */
export interface Explain {
  /** A file of the pipeline that could not be loaded. */
  mistake(mistake: Failure & { readonly file: string }): TableProblem;
  /** A dataset that could not be planned, or failed while it ran. */
  dataset(table: string, text: string, when: 'planning' | 'running'): Problem;
  /** What Python defines that is not what the configuration says. */
  definitions(found: Pick<PipelineResult, 'mistakes' | 'kinds' | 'places'>): TableProblem[];
  warning(what: string, file: string, line: number): Problem;
}

export function explainer(
  compiled: Compiled,
  { origins, root, folder }: { readonly origins: readonly Origin[]; root: string; folder: string },
): Explain {
  const originOf = new Map(origins.map((origin) => [origin.table, origin]));
  const inProject = (file: string): boolean => {
    const inside = relative(root, file);
    return isAbsolute(file) && !inside.startsWith('..') && !isAbsolute(inside) && !file.startsWith(folder);
  };
  const pythonPlace = (frames: readonly { file: string; line: number | null; column?: number | null }[]) => {
    const frame = frames.findLast(({ file, line }) => line !== null && inProject(file));
    return frame && fileLocation(root, frame.file, frame.line ?? 1, frame.column ?? 1);
  };
  /** The place of a table's text: where Spark points, or where the table begins. */
  const datasetPlace = (table: string, text: string): Location | undefined => {
    const { position, python } = readSparkError(text);
    const found = compiled.tables.get(table);
    const origin = originOf.get(table);
    if (!found || !origin) return undefined;
    if (found.table.transformation.language === 'python') {
      return pythonPlace(python) ?? fileLocation(root, origin.file, 1, 1);
    }
    const line = position && position.line - origin.linesBefore;
    const offset = line && found.sql !== undefined ? offsetOf(found.sql, line, position.col) : undefined;
    return offset === undefined ? found.table.at : sqlLocation(found.table, offset);
  };
  const dataset: Explain['dataset'] = (table, text, when) => {
    const make = when === 'planning' ? selectRefused : tableFailed;
    return make({ table, message: readSparkError(text).message }, datasetPlace(table, text));
  };
  return {
    dataset,
    mistake({ file, kind, condition, message, frames }) {
      const inFolder = relative(folder, file).replaceAll('\\', '/');
      const origin = origins.find((one) => one.file === file || one.file === inFolder);
      const table = origin?.table ?? basename(file).replace(/\.\w+$/, '');
      if (!origin || file.endsWith('.sql')) return { table, problem: dataset(table, message, 'planning') };
      const text = condition === null ? message : readSparkError(message).message;
      const at = pythonPlace(frames) ?? fileLocation(root, file, 1, 1);
      return { table, problem: pythonFailed({ file: relative(root, file), kind, message: text }, at) };
    },
    definitions({ mistakes, kinds, places }) {
      const faulty = new Set(mistakes.map(({ file }) => file));
      return origins.flatMap(({ table, file }): TableProblem[] => {
        const found = compiled.tables.get(table)?.table;
        if (found?.transformation.language !== 'python' || faulty.has(file)) return [];
        const kind = kinds[table];
        if (kind === undefined) {
          const here = Object.keys(kinds).filter((name) => places[name]?.file === file);
          const names = { table, file: found.transformation.file, found: here };
          return [{ table, problem: otherDatasets(names, fileLocation(root, file, 1, 1)) }];
        }
        if (kind === found.kind) return [];
        return [{ table, problem: otherKind({ table, written: found.kind, found: kind }, found.at) }];
      });
    },
    warning: (what, file, line) => ignored({ what }, fileLocation(root, file, line, 1)),
  };
}

function fileLocation(root: string, file: string, line: number, col: number): Location {
  const place = { file: relative(root, file), line, col };
  try {
    return { place, frame: codeFrame(readFileSync(file, 'utf8'), place) };
  } catch {
    return { place };
  }
}

/** The offset of a line and column (from 1); undefined when the text has no such place. */
function offsetOf(text: string, line: number, col: number): number | undefined {
  const lines = text.split('\n');
  if (line < 1 || line > lines.length) return undefined;
  const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return before + Math.min(col - 1, (lines[line - 1] ?? '').length);
}
