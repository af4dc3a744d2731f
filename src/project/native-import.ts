/**
 * Node's own `import()`. Alone in its file, which is loaded around bundlers; see `user-modules.ts`.
 * @public
 */
export function nativeImport(url: string): Promise<unknown> {
  return import(url);
}
