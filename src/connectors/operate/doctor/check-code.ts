import { posix } from 'node:path';
import { isGone, type Workspace } from '../../../databricks/index.ts';
import type { Problem } from '../../../kernel/index.ts';
import { isWorkspacePath } from '../../generate/connector-code.ts';
import { noCode } from '../../generate/problems.ts';
import type { OpenConnector } from '../open-connector.ts';
import { codeMissing, filesMissing } from '../problems.ts';
import { type Check, check, guarded } from './check.ts';

/**
 * Whether pipelines will find the connector's class, and their ingest files: what the workspace is said to have must
 * be there. Code that the bundle brings along, or that pip installs, is not looked for.
 */
export async function checkCode(
  workspace: Workspace,
  { source, settings, pipelines }: OpenConnector,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const given = [settings.code ?? []].flat();
  const code = await guarded('code of the connector', async () => {
    if (given.length === 0) {
      const managed = pipelines.some((pipeline) => pipeline.managed);
      return check('code of the connector', 'not said', [noCode({ form: managed ? 'wheels' : 'any' })]);
    }
    const problems: Problem[] = [];
    for (const path of given) {
      const wanted = pathInWorkspace(path, source, settings.form ?? 'today');
      if (wanted !== undefined && !(await isThere(workspace, wanted, signal))) {
        problems.push(codeMissing({ path: wanted, source }));
      }
    }
    const elsewhere = given.filter((path) => pathInWorkspace(path, source, 'today') === undefined).length;
    const found = elsewhere === given.length ? 'comes with the bundle, or by pip' : 'there';
    return check('code of the connector', problems.length > 0 ? 'not there' : found, problems);
  });
  const folder = settings.ingest_files_path?.replace(/\/+$/, '');
  if (folder === undefined || !isWorkspacePath(folder)) return code;
  const files = await guarded('ingest files', async () => {
    const wanted = pipelines.filter(({ managed }) => !managed).map(({ names }) => names.file);
    const there = await filesIn(workspace, folder, signal);
    const missing = wanted.filter((file) => !there.has(file) && !there.has(file.replace(/\.py$/, '')));
    const found = `${wanted.length - missing.length} of ${wanted.length} there`;
    return check('ingest files', found, missing.length > 0 ? [filesMissing({ folder, files: missing })] : []);
  });
  return [...code, ...files];
}

/** What must be in the workspace for a `code` to be found; undefined for what comes from elsewhere. */
function pathInWorkspace(code: string, source: string, form: 'today' | 'older'): string | undefined {
  if (code.startsWith('/Volumes/')) return code;
  if (!isWorkspacePath(code)) return undefined;
  if (/\.whl$/i.test(code)) return code;
  const below = form === 'older' ? 'sources' : 'databricks/labs/community_connector/sources';
  return posix.join(code, below, source);
}

async function isThere({ objects, files }: Workspace, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    if (!path.startsWith('/Volumes/')) {
      await objects.get(path, { signal });
      return true;
    }
    for await (const entry of files.list(posix.dirname(path), { signal }))
      if (entry.path === path) return true;
    return false;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

async function filesIn(
  { objects }: Workspace,
  folder: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  try {
    return new Set((await objects.list(folder, { signal })).map(({ path }) => posix.basename(path)));
  } catch (error) {
    if (isGone(error)) return new Set();
    throw error;
  }
}
