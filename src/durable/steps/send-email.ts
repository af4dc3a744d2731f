import type { Context } from '@resonatehq/sdk';
import { crashPoint } from '../../kernel/index.ts';
import { sendNotice } from '../../notify/index.ts';
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
  const channels = servicesOf(context).channels();
  await attempt(async () => {
    for (const channel of channels) {
      crashPoint('notice:before-send');
      await sendNotice(channel, { id: context.id, ...message });
      crashPoint('notice:after-send');
    }
  });
  return { sent: channels.map(({ kind }) => kind) };
}
