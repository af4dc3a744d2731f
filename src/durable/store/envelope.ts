import { isResponse, type Request, type Response } from '@resonatehq/sdk';
import type { Reply } from './protocol/reply.ts';

/** The answer to a request of one kind. */
export type Answer<K extends Request['kind']> = Extract<Response, { kind: K }>;

/**
 * Puts a reply into its envelope.
 *
 * @throws Error when the reply is none that the protocol allows: a mistake in here, never of the user.
 */
export function answer<K extends Request['kind']>(kind: K, head: Request['head'], reply: Reply): Answer<K> {
  const { status, data } = reply;
  const response = { kind, head: { corrId: head.corrId, status, version: head.version }, data };
  if (!isAnswer(kind, response)) throw new Error(`no valid answer to ${kind}: ${JSON.stringify(response)}`);
  return response;
}

function isAnswer<K extends Request['kind']>(kind: K, response: unknown): response is Answer<K> {
  return isResponse(response) && response.kind === kind;
}
