import * as z from 'zod';
import { whole } from './answers.ts';
import type { Api, CallOptions } from './api.ts';
import { pages } from './pages.ts';

const entry = z.looseObject({
  path: z.string(),
  name: z.string().optional(),
  is_directory: z.boolean().optional(),
  file_size: whole.optional(),
  last_modified: whole.optional(),
});
export type FileEntry = z.output<typeof entry>;

/** Files in volumes: `/Volumes/<catalog>/<schema>/<volume>/…`. */
export interface Files {
  /** Folders on the way must be there. Without `overwrite`, a file that is there is a conflict. */
  upload(
    path: string,
    content: Uint8Array,
    options?: CallOptions & { readonly overwrite?: boolean },
  ): Promise<void>;
  download(path: string, options?: CallOptions): Promise<Uint8Array>;
  delete(path: string, options?: CallOptions): Promise<void>;
  /** Makes a folder and those on the way; one that is there is left as it is. */
  makeFolder(path: string, options?: CallOptions): Promise<void>;
  /** What is directly in a folder. */
  list(path: string, options?: CallOptions): AsyncIterable<FileEntry>;
}

const listed = z.looseObject({
  contents: z.array(entry).optional(),
  next_page_token: z.string().optional(),
});

/** Long enough for a large file. */
const transferMs = 10 * 60_000;

export function filesApi(api: Api): Files {
  const at = (kind: 'files' | 'directories', path: string): string =>
    `/api/2.0/fs/${kind}${path.split('/').map(encodeURIComponent).join('/')}`;
  return {
    upload: (path, content, { overwrite = false, ...options } = {}) =>
      api.done({
        ...{ method: 'PUT', path: at('files', path), query: { overwrite }, content, timeoutMs: transferMs },
        // Its own first try would be in the way of the second.
        ...{ action: 'write', thing: path, repeatable: overwrite, ...options },
      }),

    download: (path, options) =>
      api.bytes({
        ...{ method: 'GET', path: at('files', path), timeoutMs: transferMs },
        ...{ action: 'read', thing: path, ...options },
      }),

    delete: (path, options) =>
      api.done({
        ...{ method: 'DELETE', path: at('files', path) },
        ...{ action: 'delete', thing: path, ...options },
      }),

    makeFolder: (path, options) =>
      api.done({
        ...{ method: 'PUT', path: at('directories', path) },
        ...{ action: 'make', thing: path, ...options },
      }),

    list: (path, options) =>
      pages(async (page_token) => {
        const { contents = [], next_page_token: next } = await api.json(
          {
            ...{ method: 'GET', path: at('directories', path), query: { page_token } },
            ...{ action: 'list', thing: path, ...options },
          },
          listed,
        );
        return { items: contents, next };
      }),
  };
}
