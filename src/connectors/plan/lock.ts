import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeFrame, isRecord, usageError } from '../../kernel/index.ts';
import { badLock, newerLock } from './problems.ts';

/** A pipeline group as the lock file has it. */
export interface LockedGroup {
  readonly schedule: string;
  readonly connection: string | undefined;
  readonly flow: string;
  /** Workers that its load asks for, were it to run on a classic cluster. */
  readonly numWorkers: number;
}

/** Which pipeline each table is in: where a new plan leaves it. */
export interface PlanLock {
  /** How groups were made. */
  readonly groupBy: string;
  /** How many pipelines were asked for; undefined: as many as there are groups. */
  readonly pipelines: number | 'auto' | undefined;
  readonly groups: ReadonlyMap<string, LockedGroup>;
  /** Source table → group. */
  readonly tables: ReadonlyMap<string, string>;
}

const version = 1;

/**
 * Reads the lock file of a connector's plan.
 *
 * @returns undefined where there is none.
 * @throws HeadraceError HR-CONNECTOR-001 or -002, exit code 2.
 */
export async function readPlanLock(path: string): Promise<PlanLock | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isRecord(error) && error.code === 'ENOENT') return undefined;
    throw usageError(badLock({ file: path, reason: 'it cannot be opened' }), error);
  }
  return parsePlanLock(path, text);
}

/** The same, of a content that is at hand. */
export function parsePlanLock(path: string, text: string): PlanLock {
  const at = (line: number) => ({
    place: { file: path, line, col: 1 },
    frame: codeFrame(text, { file: path, line, col: 1 }),
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const conflict = text.split('\n').findIndex((line) => /^(<{7}|={7}|>{7})/.test(line));
    const reason = conflict < 0 ? 'it is no JSON' : 'it has the marks of a merge conflict';
    throw usageError(badLock({ file: path, reason }, conflict < 0 ? undefined : at(conflict + 1)), error);
  }
  if (isRecord(value) && typeof value.version === 'number' && value.version > version) {
    throw usageError(newerLock({ file: path, version: value.version }, at(1)));
  }
  const lock = lockOf(value);
  if (typeof lock === 'string') throw usageError(badLock({ file: path, reason: lock }, at(1)));
  return lock;
}

/** A lock; or in words why it is none. */
function lockOf(value: unknown): PlanLock | string {
  if (!isRecord(value) || value.version !== version) return 'it has no version';
  const { group_by: groupBy, pipelines, groups, tables } = value;
  if (typeof groupBy !== 'string') return '"group_by" is missing';
  if (pipelines !== undefined && pipelines !== 'auto' && typeof pipelines !== 'number')
    return '"pipelines" is neither a number nor "auto"';
  if (!isRecord(groups)) return '"groups" is missing';
  if (!isRecord(tables)) return '"tables" is missing';
  const locked = new Map<string, LockedGroup>();
  for (const [name, group] of Object.entries(groups)) {
    if (!isRecord(group) || typeof group.schedule !== 'string' || typeof group.flow !== 'string')
      return `the group "${name}" lacks its schedule or flow`;
    locked.set(name, {
      schedule: group.schedule,
      connection: typeof group.connection === 'string' ? group.connection : undefined,
      flow: group.flow,
      numWorkers: typeof group.num_workers === 'number' ? group.num_workers : 1,
    });
  }
  const assignment = new Map<string, string>();
  for (const [table, group] of Object.entries(tables)) {
    if (typeof group !== 'string' || !locked.has(group))
      return `the table "${table}" is in a group that is not there`;
    assignment.set(table, group);
  }
  return { groupBy, pipelines, groups: locked, tables: assignment };
}

/** The content of a lock file: a line for each table, in order of names, so that branches merge. */
export function formatPlanLock({ groupBy, pipelines, groups, tables }: PlanLock): string {
  const content = {
    version,
    group_by: groupBy,
    ...(pipelines !== undefined && { pipelines }),
    groups: Object.fromEntries(
      sorted(groups).map(([name, { schedule, connection, flow, numWorkers }]) => [
        name,
        { schedule, ...(connection !== undefined && { connection }), flow, num_workers: numWorkers },
      ]),
    ),
    tables: Object.fromEntries(sorted(tables)),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Writes it at once or not at all. */
export async function writePlanLock(path: string, lock: PlanLock): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(beside, formatPlanLock(lock));
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

function sorted<T>(entries: ReadonlyMap<string, T>): [string, T][] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
