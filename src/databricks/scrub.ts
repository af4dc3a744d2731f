/** What tokens look like: personal access tokens, OAuth tokens, secrets of service principals; signatures of links. */
const tokens =
  /\b(?:dapi|dkea|dose)[0-9a-f]{16,}(?:-\d+)?\b|\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?|(?<=[?&](?:sig|signature|X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature)=)[^&\s"]+/gi;

/** A text of somebody else's, without anything secret that may stand in it; at most some hundred characters. */
export function scrubbed(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter((secret) => secret.length > 3);
  const plain = known.reduce((left, secret) => left.replaceAll(secret, '***'), text).replace(tokens, '***');
  const line = plain.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > 600 ? `${line.slice(0, 600)}…` : line;
}
