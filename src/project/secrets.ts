const secretName = /passw(?:or)?d|secret|token|api_?key|private_?key|credential/i;

/** Whether a key of this name holds something that must never be printed. */
export function isSecretName(key: string): boolean {
  return secretName.test(key);
}

/** Whether a text is one `${env:…}` or `${secret:…}` reference and nothing else. */
export function isSecretReference(text: string): boolean {
  return /^\$\{(?:env|secret):[^{}]+\}$/.test(text.trim());
}

const value = String.raw`(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s"',}\]#][^,}\]#\n]*)`;
// A reference after the colon is no secret, and neither is the name inside `${secret:…}`.
const assignment = new RegExp(
  String.raw`(?<!\$\{[^}\n]*)([\w.-]*(?:${secretName.source})[\w.-]*["']?[ \t]*:[ \t]+["']?)(?!["']?\$\{)(${value})`,
  'gi',
);
// Before the last "@" of a URL's host, but for schemes that write containers there; references stay readable.
const userInfo = /(?<!abfss?|wasbs?)(:\/\/)((?:\$\{[^{}\n]*\}|\$(?!\{)|[^\s/"'$])+)(?=@)/g;

/**
 * The same text with secrets blotted out, character for character, so that lines shown around a
 * mistake do not print the password that stands beside it.
 */
export function maskSecrets(text: string): string {
  const blot = (_all: string, before: string, secret: string): string => before + '*'.repeat(secret.length);
  const blotInfo = (_all: string, before: string, info: string): string =>
    before + info.replace(/(\$\{[^{}]*\})|[^:]/g, (char, kept?: string) => kept ?? '*'.repeat(char.length));
  return text.replace(assignment, blot).replace(userInfo, blotInfo);
}
