import { count } from '../../kernel/index.ts';
import type { FoundIn, StepStatus, TraceStep, Trail } from '../../tracing/index.ts';
import { renderProblem } from '../report/report-problem.ts';
import type { Style } from '../report/style.ts';

/** A trail for people: one line a station, upstream first, and what went wrong under the first that lacks it. */
export function renderTrail(trail: Trail, style: Style): string {
  const { steps, key, start, notes } = trail;
  const widths = {
    what: Math.max(...steps.map((step) => whatOf(step).length)),
    name: Math.max(...steps.map((step) => step.name.length)),
    version: Math.max(...steps.map((step) => step.version?.length ?? 0)),
  };
  const where = start.table ?? `the index ${trail.index}`;
  const head = `${start.column} = ${style.bold(key)} in ${where}`;
  const lines = steps.flatMap((step) => stationLines(step, widths, style));
  return [head, ...notes.map((note) => style.dim(note)), '', ...lines, '', ending(trail, style), ''].join(
    '\n',
  );
}

interface Widths {
  readonly what: number;
  readonly name: number;
  readonly version: number;
}

function stationLines(step: TraceStep, widths: Widths, style: Style): string[] {
  const label = [
    whatOf(step).padEnd(widths.what),
    step.name.padEnd(widths.name),
    (step.version ?? '').padEnd(widths.version),
  ].join('  ');
  const line = `${signOf(step.status, style)} ${label}  ${saying(step, style)}`.trimEnd();
  const notes = step.notes
    .filter(() => step.kind !== 'index' || step.status === 'found')
    .map((note) => `    ${style.dim(note)}`);
  const why = step.problem ? renderProblem(step.problem, style).replace(/^/gm, '    ').split('\n') : [];
  return [line, ...(step.kind === 'index' ? [] : notes), ...why];
}

function whatOf({ kind, layer }: TraceStep): string {
  return kind === 'table' ? (layer ?? kind) : kind;
}

function signOf(status: StepStatus, style: Style): string {
  if (status === 'found') return style.green('✓');
  if (status === 'lost') return style.red('✗');
  if (status === 'outdated') return style.yellow('✗');
  return style.dim(status === 'unknown' ? '?' : status === 'absent' ? '–' : '·');
}

function saying(step: TraceStep, style: Style): string {
  const { status, kind, rows } = step;
  if (status === 'not_reached') return style.dim('not reached');
  if (status === 'absent') return style.dim(`none with ${step.looked}; it need not be there`);
  if (status === 'lost') return kind === 'files' ? 'not in any file' : 'not here';
  if (status === 'unknown') return style.dim('cannot be told');
  if (kind === 'index') return status === 'found' ? step.notes.join(', ') : 'another state of it';
  const many = rows > 1 ? `${count(rows, 'row')}, the first: ` : '';
  return kind === 'files' ? placesOf(step) : many + valuesOf(step);
}

function placesOf({ foundIn, rows }: TraceStep): string {
  const byFile = new Map<string, FoundIn[]>();
  for (const place of foundIn) byFile.set(place.file, [...(byFile.get(place.file) ?? []), place]);
  const places = [...byFile].map(([file, found]) => {
    const unit = `${found[0]?.unit ?? 'row'}${found.length > 1 ? 's' : ''}`;
    return `${file} ${unit} ${found.map(({ row }) => row).join(', ')}`;
  });
  const more = rows > foundIn.length ? ` and ${count(rows - foundIn.length, 'more row')}` : '';
  return places.join('; ') + more;
}

const widest = 90;

/** Columns of the key first, then as many others as fit into a line. */
function valuesOf({ sample, columns }: TraceStep): string {
  const [row = {}] = sample;
  const names = [
    ...columns.filter((name) => name in row),
    ...Object.keys(row).filter((name) => !columns.includes(name)),
  ];
  let text = '';
  for (const name of names) {
    const next = `${text === '' ? '' : `${text}, `}${name} = ${short(row[name])}`;
    if (next.length > widest && text !== '') return `${text}, …`;
    text = next;
  }
  return text;
}

function short(value: unknown): string {
  const text = (
    value === null ? 'NULL' : typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  ).replace(/\p{Cc}/gu, '�');
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}

function ending({ arrived, stoppedAt, index, start, steps }: Trail, style: Style): string {
  if (arrived)
    return style.green(
      index === undefined ? `It is in ${start.table}.` : `It arrived in the index ${index}.`,
    );
  if (stoppedAt !== undefined) return style.red(`It stopped at ${stoppedAt}.`);
  const last = steps.at(-1);
  return style.yellow(
    last?.status === 'unknown' ? `Whether it arrived in ${last.name} cannot be told.` : 'It did not arrive.',
  );
}
