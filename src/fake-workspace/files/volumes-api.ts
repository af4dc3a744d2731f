import * as z from 'zod';
import { conflict, missing } from '../api-error.ts';
import type { Base } from '../base.ts';
import { bytesEndpoint, type Endpoint, endpoint, Reply } from '../endpoint.ts';
import { queryFlag, queryNumber } from '../fields.ts';
import { pageOf } from '../pages.ts';
import type { FileEntry, FileTree } from './file-tree.ts';

const files = '/api/2.0/fs/files{path*}';
const folders = '/api/2.0/fs/directories{path*}';

/** Paths of a volume: `/Volumes/<catalog>/<schema>/<volume>/…`. */
const path = z
  .string()
  .transform((given) => given.replace(/\/+$/, ''))
  .refine((given) => /^\/Volumes(\/[^/]+){3}/.test(given), 'expected a path in a volume: /Volumes/…')
  .refine((given) => !given.split('/').includes('..'), 'expected an absolute path');

const named = z.strictObject({ path });

/** The Files API: bytes in volumes. */
export function volumesEndpoints({ clock, random }: Base, tree: FileTree): readonly Endpoint[] {
  const file = (at: string): FileEntry => {
    const found = tree.file(at);
    if (!found) throw missing(`The file being accessed is not found: ${at}.`, 'NOT_FOUND');
    return found;
  };
  const folder = (at: string): void => {
    if (!tree.isFolder(at)) throw missing(`The directory being accessed is not found: ${at}.`, 'NOT_FOUND');
  };

  return [
    bytesEndpoint('PUT', files, upload, ({ path: at, overwrite }, { body }) => {
      if (tree.isFolder(at)) throw conflict(`There is a directory at ${at}.`, 'ALREADY_EXISTS');
      if (!overwrite && tree.file(at))
        throw conflict(`The file being created already exists: ${at}.`, 'ALREADY_EXISTS');
      tree.write(at, { bytes: Uint8Array.from(body), modifiedAt: clock.now(), id: random.id() });
      return new Reply(204);
    }),
    endpoint('GET', files, named, ({ path: at }) => new Reply(200, headersOf(file(at)), file(at).bytes)),
    endpoint('HEAD', files, named, ({ path: at }) => {
      const found = file(at);
      return new Reply(200, { ...headersOf(found), 'content-length': String(found.bytes.length) });
    }),
    endpoint('DELETE', files, named, ({ path: at }) => {
      tree.removeFile(at);
      return new Reply(204);
    }),
    endpoint('PUT', folders, named, ({ path: at }) => {
      tree.makeFolder(at);
      return new Reply(204);
    }),
    endpoint('HEAD', folders, named, ({ path: at }) => {
      folder(at);
      return new Reply(200);
    }),
    endpoint('DELETE', folders, named, ({ path: at }) => {
      folder(at);
      tree.removeFolder(at, false);
      return new Reply(204);
    }),
    endpoint('GET', folders, listed, ({ path: at, page_size, page_token }) => {
      folder(at);
      const { items, tokens } = pageOf(tree.children(at), page_token, page_size);
      return { contents: items.map((child) => directoryEntry(child, tree.file(child))), ...tokens };
    }),
  ];
}

const upload = z.strictObject({ path, overwrite: queryFlag.default(false) });

const listed = z.strictObject({
  path,
  page_size: queryNumber(1, 1000).default(1000),
  page_token: z.string().optional(),
});

function headersOf({ modifiedAt }: FileEntry): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/octet-stream',
    'last-modified': new Date(modifiedAt).toUTCString(),
  };
}

function directoryEntry(path: string, file: FileEntry | undefined): unknown {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!file) return { path, name, is_directory: true };
  const { bytes, modifiedAt } = file;
  return { path, name, is_directory: false, file_size: bytes.length, last_modified: modifiedAt };
}
