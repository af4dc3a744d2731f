import { isDeepStrictEqual } from 'node:util';
import { isRecord, type Problem } from '../../kernel/index.ts';
import type { SpecValue } from './ingest-file.ts';
import { brokenPython, noSpec, notVerified, otherSpec } from './problems.ts';
import { type ReadSpec, readSpecs } from './read-specs.ts';

export interface VerifyRequest {
  /** Path -> text of ingest files. */
  readonly files: ReadonlyMap<string, string>;
  /** Path -> what the file should tell its pipeline. */
  readonly specs: ReadonlyMap<string, SpecValue>;
  readonly env: NodeJS.ProcessEnv;
  /** How messages name a file. */
  readonly shown?: (path: string) => string;
}

/** Compiles ingest files and compares what they say, read back, with what they should say. */
export async function verifyIngest(request: VerifyRequest): Promise<readonly Problem[]> {
  const { files, specs, env, shown = (path) => path } = request;
  if (files.size === 0) return [];
  const read = await readSpecs(files, env);
  if ('reason' in read) return [notVerified({ reason: read.reason })];
  return [...read].flatMap(([path, found]) => problemsOf(found, specs.get(path), shown(path)));
}

function problemsOf(found: ReadSpec, wanted: SpecValue | undefined, file: string): Problem[] {
  if ('broken' in found) {
    return [brokenPython({ reason: found.broken }, { place: { file, line: found.line, col: found.col } })];
  }
  if ('unread' in found) {
    return [noSpec({ reason: found.unread }, { place: { file, line: found.line, col: found.col } })];
  }
  if (wanted === undefined || isDeepStrictEqual(found.spec, wanted)) return [];
  return [otherSpec({ differences: differences(found.spec, wanted) }, { place: { file, line: 1, col: 1 } })];
}

function differences(found: unknown, wanted: SpecValue): string[] {
  const [before, after] = [tablesOf(found), tablesOf(wanted)];
  const named = [
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => `"${name}" is only in the file`),
    ...[...after.keys()].filter((name) => !before.has(name)).map((name) => `"${name}" is only in the list`),
    ...[...after]
      .filter(([name, table]) => before.has(name) && !isDeepStrictEqual(before.get(name), table))
      .map(([name]) => `"${name}" has other settings`),
  ];
  if (connectionOf(found) !== connectionOf(wanted)) named.unshift('the connection is another');
  return named.length > 0 ? named : ['tables are in another order, or listed twice'];
}

function tablesOf(spec: unknown): Map<string, unknown> {
  const objects = isRecord(spec) && Array.isArray(spec.objects) ? spec.objects : [];
  return new Map(
    objects.flatMap((object: unknown) => {
      const table = isRecord(object) ? object.table : undefined;
      return isRecord(table) ? [[String(table.source_table), table] as const] : [];
    }),
  );
}

function connectionOf(spec: unknown): unknown {
  return isRecord(spec) ? spec.connection_name : undefined;
}
