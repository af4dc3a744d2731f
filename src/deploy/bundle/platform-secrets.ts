const secret = /\$\{secret:([^{}/]+)\/([^{}]+)\}/g;

/** The text with `${secret:scope/key}` as the platform's own reference, which it resolves when it runs. */
function platformSecrets(text: string): string {
  return text.replace(
    secret,
    (_all, scope: string, key: string) => `{{secrets/${scope.trim()}/${key.trim()}}}`,
  );
}

/** Environment variable -> the platform's reference, for every secret that a value mentions anywhere in it. */
export function secretVariables(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [all, scope = '', key = ''] of JSON.stringify(value ?? null).matchAll(secret)) {
    // The name that Headrace looks a secret up by where there is no scope: see `resolveLate`.
    found[`${scope}/${key}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_')] = platformSecrets(all);
  }
  return found;
}

export function withPlatformSecrets(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, text]) => [key, platformSecrets(text)]));
}
