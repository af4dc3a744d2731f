import { DeliveryRefused, NotDelivered } from './delivery-error.ts';
import type { Notice, WebhookChannel } from './notice.ts';
import { webhookFailed, webhookRefused } from './problems.ts';

const patience = 30_000;

/** Answers that ask for another attempt, though they are in the range of refusals. */
const passing = new Set([408, 425, 429]);

/**
 * Posts a notice to the channel's webhook, with its id as `idempotency-key`.
 *
 * @throws NotDelivered when it may work later, DeliveryRefused when it never will.
 */
export async function postWebhook(
  channel: WebhookChannel,
  { id, subject, text }: Notice,
  request: typeof fetch = fetch,
): Promise<void> {
  const { host } = new URL(channel.url);
  let status: number;
  try {
    const answer = await request(channel.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': id, ...channel.headers },
      body: JSON.stringify({ id, subject, text }),
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
    status = answer.status;
    await answer.body?.cancel();
  } catch (error) {
    const reason =
      error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no connection';
    throw new NotDelivered(webhookFailed({ host, reason }), error);
  }
  if (status < 300) return;
  if (status >= 500 || passing.has(status)) {
    throw new NotDelivered(webhookFailed({ host, reason: `it answered with status ${status}` }));
  }
  throw new DeliveryRefused(webhookRefused({ host, status }));
}
