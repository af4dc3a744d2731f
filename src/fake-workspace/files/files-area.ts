import type { Base } from '../base.ts';
import type { Endpoint } from '../endpoint.ts';
import type { FakeWorkspaceOptions } from '../options.ts';
import { createFileTree } from './file-tree.ts';
import { volumesEndpoints } from './volumes-api.ts';
import { treePath, workspaceEndpoints } from './workspace-api.ts';

export interface FilesArea {
  readonly endpoints: readonly Endpoint[];
  /** Contents by path. */
  all(): ReadonlyMap<string, Uint8Array>;
  /** All files, as texts when they are asked for. */
  texts(): Iterable<readonly [path: string, text: () => string]>;
}

/** One tree for volumes and the workspace's own files. */
export function createFiles(base: Base, { files = {} }: Pick<FakeWorkspaceOptions, 'files'>): FilesArea {
  const tree = createFileTree();
  for (const [path, content] of Object.entries(files)) {
    tree.write(treePath(path), {
      bytes: Buffer.from(content),
      modifiedAt: base.clock.now(),
      id: base.random.id(),
    });
  }
  return {
    endpoints: [...volumesEndpoints(base, tree), ...workspaceEndpoints(base, tree)],
    all: () => new Map([...tree.files()].map(([path, { bytes }]) => [path, bytes])),
    texts: () =>
      [...tree.files()].map(
        ([path, { bytes }]) => [path, () => Buffer.from(bytes).toString('utf8')] as const,
      ),
  };
}
