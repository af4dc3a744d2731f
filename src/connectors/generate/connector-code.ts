import { join, posix, relative, resolve } from 'node:path';
import type { Problem } from '../../kernel/index.ts';
import type { IngestForm } from './ingest-file.ts';
import { badCode } from './problems.ts';

/** Where pipelines find the connector's code. */
export interface ConnectorCode {
  /** What pip installs: wheels and packages. */
  readonly dependencies: readonly string[];
  /** The folder that Python finds packages in: relative to the bundle, or of the workspace. */
  readonly rootPath: string | undefined;
  /** Whether that folder is here, so that the bundle has to upload it. */
  readonly uploaded: boolean;
}

export interface CodeRequest {
  /** Wheels, packages and folders, as given. */
  readonly code: readonly string[];
  /** What relative paths are relative to. */
  readonly from: string;
  /** The folder of the bundle. */
  readonly bundle: string;
  readonly form: IngestForm;
  readonly exists: (path: string) => boolean;
}

/** Folders that only a workspace has. */
const ofWorkspace = /^\/(?:Workspace|Users|Repos|Shared)\//;

/** What a folder of code must hold, and where below it that may be. */
const layouts: Readonly<Record<IngestForm, { readonly below: readonly string[]; readonly holds: string }>> = {
  today: { below: ['.', 'src'], holds: 'databricks/labs/community_connector' },
  older: { below: ['.'], holds: 'libs' },
};

/** Whether a path is one of the workspace. */
export function isWorkspacePath(path: string): boolean {
  return ofWorkspace.test(`${path}/`);
}

/** Sorts what is given as `--code` into what is installed and where Python looks. */
export function connectorCode(request: CodeRequest): {
  readonly code: ConnectorCode;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const dependencies: string[] = [];
  const roots: { readonly path: string; readonly uploaded: boolean }[] = [];
  for (const given of request.code) {
    if (/^(?:\/Volumes\/|dbfs:|s3:|abfss?:|gs:|https?:)/.test(given)) dependencies.push(given);
    else if (/\.whl$/i.test(given)) dependencies.push(wheel(given, request, problems));
    else if (isWorkspacePath(given)) roots.push({ path: given, uploaded: false });
    else if (/^[\w.-]+(?:\[[\w,.-]*\])?\s*(?:[=<>~!]=|[<>@]).*$/.test(given)) dependencies.push(given);
    else roots.push({ path: folder(given, request, problems), uploaded: true });
  }
  const [root, another] = roots;
  if (another !== undefined) {
    const hint = 'Keep the one that has the connector in it.';
    problems.push(badCode({ code: another.path, reason: 'is a second folder of code', hint }));
  }
  return {
    code: { dependencies, rootPath: root?.path, uploaded: root?.uploaded ?? false },
    problems,
  };
}

function wheel(given: string, { from, bundle, exists }: CodeRequest, problems: Problem[]): string {
  if (isWorkspacePath(given)) return given;
  const path = resolve(from, given);
  if (!/[*?]/.test(given) && !exists(path)) {
    const hint =
      'Name a wheel that is there, or one of a volume: /Volumes/main/default/packages/connector.whl.';
    problems.push(badCode({ code: given, reason: 'is not there', hint }));
  }
  return within(bundle, path);
}

function folder(given: string, request: CodeRequest, problems: Problem[]): string {
  const { from, bundle, form, exists } = request;
  const { below, holds } = layouts[form];
  const found = below
    .map((inner) => join(resolve(from, given), inner))
    .find((path) => exists(join(path, holds)));
  if (found === undefined) {
    const missing = exists(resolve(from, given)) ? `has no ${holds} in it` : 'is not there';
    const hint =
      form === 'today'
        ? 'It is the folder of the connector repository, or its src/. For connectors of the older layout add --form older.'
        : 'It is the folder that holds libs/, pipeline/ and sources/. For connectors of the present layout leave --form out.';
    problems.push(badCode({ code: given, reason: missing, hint }));
  }
  return within(bundle, found ?? resolve(from, given));
}

/** As bundles write paths: relative to their folder, with a dot in front. */
function within(bundle: string, path: string): string {
  const found = relative(resolve(bundle), path).replaceAll('\\', '/');
  return found.startsWith('..') ? found : `./${posix.normalize(found)}`;
}
