import * as z from 'zod';
import { ApiError, invalid, missing } from '../api-error.ts';
import type { Base } from '../base.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { queryNumber, wireId } from '../fields.ts';
import type { FileTree } from './file-tree.ts';

/** Notebooks are told from files by their first line, or by being imported as source. */
const notebookHeader = /^(#|--|\/\/) Databricks notebook source/;

/** A path without the `/Workspace` that it may start with, and without a slash at its end. */
export function treePath(path: string): string {
  return path.replace(/^\/Workspace(?=\/)/, '').replace(/(?<=.)\/+$/, '');
}

const path = z.string().regex(/^\//, 'expected an absolute path').transform(treePath);

/** The workspace's own tree: notebooks, files and folders. */
export function workspaceEndpoints({ clock, random, principals }: Base, tree: FileTree): readonly Endpoint[] {
  const at = (name: string): string => `/api/2.0/workspace/${name}`;
  for (const { name } of principals) tree.makeFolder(`/Users/${name}`);
  tree.makeFolder('/Shared');

  const shown = (each: string): unknown => {
    const file = tree.file(each);
    if (!file) return { path: each, object_type: 'DIRECTORY', object_id: wireId(idOfFolder(each)) };
    const { bytes, modifiedAt, id } = file;
    const text = Buffer.from(bytes.subarray(0, 64)).toString('utf8');
    const times = { created_at: modifiedAt, modified_at: modifiedAt, size: bytes.length };
    if (!notebookHeader.test(text))
      return { path: each, object_type: 'FILE', object_id: wireId(id), ...times };
    const language = text.startsWith('--') ? 'SQL' : text.startsWith('//') ? 'SCALA' : 'PYTHON';
    return { path: each, object_type: 'NOTEBOOK', object_id: wireId(id), language, ...times };
  };
  const folderIds = new Map<string, string>();
  const idOfFolder = (folder: string): string => {
    const id = folderIds.get(folder) ?? random.id();
    folderIds.set(folder, id);
    return id;
  };
  const demand = (each: string): void => {
    if (!tree.file(each) && !tree.isFolder(each)) throw missing(`Path (${each}) doesn't exist.`);
  };

  return [
    endpoint(
      'POST',
      at('import'),
      importFile,
      ({ path: given, content = '', format, language, overwrite }) => {
        const bytes = Buffer.from(content, 'base64');
        if (bytes.length > 10 * 1024 * 1024) {
          throw new ApiError(400, 'MAX_NOTEBOOK_SIZE_EXCEEDED', 'File size exceeds the limit of 10 MB.');
        }
        if (format === 'SOURCE' && language === undefined) {
          throw invalid('The language is required when a file is imported as SOURCE.');
        }
        const isNotebook =
          format === 'SOURCE' || (format === 'AUTO' && notebookHeader.test(bytes.toString('utf8')));
        const target = isNotebook ? withoutEnding(given) : given;
        const parent = target.slice(0, target.lastIndexOf('/')) || '/';
        if (!tree.isFolder(parent)) throw missing(`The parent folder (${parent}) does not exist.`);
        if (tree.isFolder(target) || (tree.file(target) && !overwrite)) {
          throw new ApiError(400, 'RESOURCE_ALREADY_EXISTS', `Path (${target}) already exists.`);
        }
        const text = bytes.toString('utf8');
        const comment = language === 'SQL' ? '--' : language === 'SCALA' ? '//' : '#';
        const stored =
          isNotebook && !notebookHeader.test(text) ? `${comment} Databricks notebook source\n${text}` : text;
        tree.write(target, {
          bytes: isNotebook ? Buffer.from(stored) : bytes,
          modifiedAt: clock.now(),
          id: tree.file(target)?.id ?? random.id(),
        });
        return {};
      },
    ),
    endpoint('POST', at('mkdirs'), z.strictObject({ path }), ({ path: given }) => {
      tree.makeFolder(given);
      return {};
    }),
    endpoint('POST', at('delete'), remove, ({ path: given, recursive }) => {
      demand(given);
      if (tree.file(given)) tree.removeFile(given);
      else tree.removeFolder(given, recursive);
      return {};
    }),
    endpoint('GET', at('get-status'), z.strictObject({ path }), ({ path: given }) => {
      demand(given);
      return shown(given);
    }),
    endpoint('GET', at('list'), list, ({ path: given, notebooks_modified_after: after = 0 }) => {
      demand(given);
      const found = tree.file(given) ? [given] : tree.children(given);
      const objects = found.filter((each) => (tree.file(each)?.modifiedAt ?? after) >= after).map(shown);
      return objects.length > 0 ? { objects } : {};
    }),
    endpoint('GET', at('export'), exportFile, ({ path: given }) => {
      const file = tree.file(given);
      if (!file) throw missing(`Path (${given}) doesn't exist.`);
      return { content: Buffer.from(file.bytes).toString('base64') };
    }),
  ];
}

const importFile = z.strictObject({
  path,
  content: z.base64('expected base64').optional(),
  format: z.enum(['AUTO', 'DBC', 'HTML', 'JUPYTER', 'RAW', 'R_MARKDOWN', 'SOURCE']).default('SOURCE'),
  language: z.enum(['PYTHON', 'SQL', 'SCALA', 'R']).optional(),
  overwrite: z.boolean().default(false),
});

const remove = z.strictObject({ path, recursive: z.boolean().default(false) });

const list = z.strictObject({
  path,
  notebooks_modified_after: queryNumber(0, Number.MAX_SAFE_INTEGER).optional(),
});

const exportFile = z.strictObject({
  path,
  format: z.enum(['AUTO', 'DBC', 'HTML', 'JUPYTER', 'RAW', 'R_MARKDOWN', 'SOURCE']).optional(),
});

/** A notebook's path has no ending. */
function withoutEnding(path: string): string {
  return path.replace(/\.(py|sql|scala|r)$/i, '');
}
