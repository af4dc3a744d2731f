import type { Context } from '@resonatehq/sdk';
import { crashPoint } from '../../kernel/index.ts';
import { NotDelivered, sendNotice } from '../../notify/index.ts';
import { servicesOf } from '../client/services.ts';
import { attempt } from './persistent.ts';

export interface Message {
  readonly subject: string;
  readonly text: string;
  /** Addresses, instead of those that the configuration names. */
  readonly to?: readonly string[];
}

/**
 * A step: tells people by all means that `notify:` names. A mail has one Message-ID for the step, however often it
 * had to be sent.
 *
 * @returns the kinds of channels that took it; none where nothing is configured.
 */
export async function sendEmail(
  context: Context,
  message: Message,
): Promise<{ readonly sent: readonly string[] }> {
  const services = servicesOf(context);
  const channels = services.channels();
  await attempt(async () => {
    for (const [index, channel] of channels.entries()) {
      // Who has it is not told again because somebody else could not be told.
      const key = `${context.id} ${index}`;
      const left = services.untold.get(key);
      if (left?.length === 0) continue;
      crashPoint('notice:before-send');
      try {
        await sendNotice(channel, { id: context.id, ...message, ...(left && { to: left }) });
      } catch (error) {
        if (error instanceof NotDelivered && error.to) services.untold.set(key, error.to);
        throw error;
      }
      crashPoint('notice:after-send');
      services.untold.set(key, []);
    }
  });
  for (const index of channels.keys()) services.untold.delete(`${context.id} ${index}`);
  return { sent: channels.map(({ kind }) => kind) };
}
