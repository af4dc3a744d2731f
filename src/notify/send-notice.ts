import type { Channel, Notice } from './notice.ts';
import { postWebhook } from './post-webhook.ts';
import { sendEmail } from './send-email.ts';

/**
 * Tells people, through one channel.
 *
 * @throws NotDelivered when it may work later, DeliveryRefused when it never will.
 */
export function sendNotice(channel: Channel, notice: Notice): Promise<void> {
  return channel.kind === 'email' ? sendEmail(channel, notice) : postWebhook(channel, notice);
}
