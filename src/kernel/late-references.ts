/**
 * Puts values in the place of `${env:NAME}` and `${secret:scope/key}`, which on a laptop is the
 * environment variable SCOPE_KEY. Called by whoever uses a credential, at the last moment.
 *
 * @returns the text, or the references that are not set, in words; never a value in them.
 */
export function resolveLate(
  text: string,
  env: NodeJS.ProcessEnv,
): { readonly value: string } | { readonly missing: readonly string[] } {
  const missing: string[] = [];
  const value = text.replace(/\$\{(env|secret):([^{}]+)\}/g, (written, kind: string, name: string) => {
    const variable = kind === 'secret' ? name.toUpperCase().replace(/[^A-Z0-9]+/g, '_') : name.trim();
    const found = env[variable];
    if (found) return found;
    missing.push(kind === 'secret' ? `${written} (the environment variable ${variable})` : written);
    return '';
  });
  return missing.length > 0 ? { missing } : { value };
}
