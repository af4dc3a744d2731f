import { statSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Marks the URLs of modules that belong to a project, and tells one edition of them from another. */
const marker = '?headrace=';

/** This package's own entries, in source or built: `import … from 'headrace'` works with no node_modules. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const packageEntries: ReadonlyMap<string, URL> = new Map(
  ['', '/search', '/durable'].map((path) => [
    `headrace${path}`,
    new URL(`..${path}/index.${extension}`, import.meta.url),
  ]),
);

// Node keeps every module for ever, so an edited file is imported under a new URL. Which file imports
// which is not known before, so one edit renews all modules of the project.
const loaded = new Map<string, string>();
let edition = 0;
let hooked = false;

/** To be called before a project is read: modules edited since they were imported are imported anew. */
export function refreshUserModules(): void {
  for (const [path, state] of loaded) {
    if (stateOf(path) === state) continue;
    edition += 1;
    loaded.clear();
    return;
  }
}

/** Imports one of the user's modules, as it stands in its file now. */
export async function importUserModule(url: URL): Promise<unknown> {
  hookOnce();
  return nativeImport(`${url.href}${marker}${edition}`);
}

/** The URL without the mark, as it may be shown. */
export function unmarked(text: string): string {
  return text.replaceAll(/\?headrace=\d+/g, '');
}

// Bundlers and test runners replace `import()` in the modules they process. Loaded this way it stays
// Node's own, which strips types and asks the hooks below: users' tests see what their runs see.
const require = createRequire(import.meta.url);
const { nativeImport }: typeof import('./native-import.ts') = require(`./native-import.${extension}`);

function hookOnce(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const ofUser = specifier.includes(marker) || context.parentURL?.includes(marker);
      if (!ofUser) return nextResolve(specifier, context);
      const entry = packageEntries.get(specifier);
      if (entry) return { url: entry.href, shortCircuit: true };
      const resolved = nextResolve(specifier, context);
      const [url = ''] = resolved.url.split('?');
      if (!url.startsWith('file:') || url.includes('/node_modules/')) return resolved;
      const path = fileURLToPath(url);
      loaded.set(path, stateOf(path));
      return {
        ...resolved,
        url: `${url}${marker}${edition}`,
        // Otherwise it depends on a package.json somewhere above, and costs a warning where there is none.
        ...(url.endsWith('.ts') && { format: 'module-typescript' }),
      };
    },
  });
}

function stateOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs} ${stat.size}` : 'gone';
}
