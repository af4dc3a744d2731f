import { once } from 'node:events';
import { type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { text } from 'node:stream/consumers';

interface HttpCall {
  readonly method?: string;
  /** A certificate authority to trust, PEM: what `fetch` cannot be told. */
  readonly ca?: string;
  /** user:password */
  readonly auth?: string;
  readonly timeout?: number;
}

export async function httpCall(
  url: URL,
  { timeout = 30_000, ...options }: HttpCall = {},
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const request = url.protocol === 'https:' ? secure : plain;
  const sent = request(url, { agent: false, signal: AbortSignal.timeout(timeout), ...options });
  sent.end();
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (response === undefined) throw new Error('no response');
  return { status: response.statusCode, body: await text(response) };
}
