import * as z from 'zod';
import { id } from './answers.ts';
import type { Api, CallOptions } from './api.ts';

const info = z.looseObject({
  path: z.string(),
  /** NOTEBOOK, DIRECTORY, FILE, LIBRARY, REPO, DASHBOARD. */
  object_type: z.string().optional(),
  object_id: id.optional(),
  language: z.string().optional(),
});
export type ObjectInfo = z.output<typeof info>;

export interface ImportRequest {
  /** `/Workspace/Users/…`. */
  readonly path: string;
  readonly content: Uint8Array;
  /** AUTO makes of each file what its name says; RAW leaves it a file (default). */
  readonly format?: 'AUTO' | 'RAW' | 'SOURCE';
  /** Of SOURCE. */
  readonly language?: 'PYTHON' | 'SQL' | 'SCALA' | 'R';
  readonly overwrite?: boolean;
}

/** Notebooks, files and folders of the workspace itself. */
export interface WorkspaceObjects {
  import(request: ImportRequest, options?: CallOptions): Promise<void>;
  makeFolder(path: string, options?: CallOptions): Promise<void>;
  get(path: string, options?: CallOptions): Promise<ObjectInfo>;
  /** What is directly in a folder. */
  list(path: string, options?: CallOptions): Promise<readonly ObjectInfo[]>;
  delete(path: string, options?: CallOptions & { readonly recursive?: boolean }): Promise<void>;
}

const root = '/api/2.0/workspace';

export function objectsApi(api: Api): WorkspaceObjects {
  return {
    import: ({ content, format = 'RAW', overwrite = false, ...request }, options) =>
      api.done({
        ...{ method: 'POST', path: `${root}/import`, repeatable: overwrite },
        body: { ...request, format, overwrite, content: Buffer.from(content).toString('base64') },
        ...{ action: 'write', thing: request.path, ...options },
      }),

    makeFolder: (path, options) =>
      api.done({
        ...{ method: 'POST', path: `${root}/mkdirs`, body: { path }, repeatable: true },
        ...{ action: 'make', thing: path, ...options },
      }),

    get: (path, options) =>
      api.json(
        {
          ...{ method: 'GET', path: `${root}/get-status`, query: { path } },
          ...{ action: 'read', thing: path, ...options },
        },
        info,
      ),

    async list(path, options) {
      const found = await api.json(
        {
          ...{ method: 'GET', path: `${root}/list`, query: { path } },
          ...{ action: 'list', thing: path, ...options },
        },
        z.looseObject({ objects: z.array(info).optional() }),
      );
      return found.objects ?? [];
    },

    delete: (path, { recursive = false, ...options } = {}) =>
      api.done({
        ...{ method: 'POST', path: `${root}/delete`, body: { path, recursive } },
        ...{ action: 'delete', thing: path, ...options },
      }),
  };
}
