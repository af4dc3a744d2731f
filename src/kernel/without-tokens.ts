/** What tokens look like: personal access tokens, OAuth tokens, secrets of service principals; signatures of links. */
const tokens =
  /\b(?:dapi|dkea|dose)[0-9a-f]{16,}(?:-\d+)?\b|\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?|(?<=[?&](?:sig|signature|X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature)=)[^&\s"]+/gi;

/** A text of somebody else's, in which nothing that looks like a token stands any more. */
export function withoutTokens(text: string): string {
  return text.replace(tokens, '***');
}
