import { DeliveryRefused, NotDelivered } from './delivery-error.ts';
import { messageId } from './message-id.ts';
import type { EmailChannel, Notice } from './notice.ts';
import { mailLogin, mailRefused, mailUnreachable, noRecipient } from './problems.ts';

/** Long enough for a slow server, short enough that the next attempt is not held up: milliseconds. */
const patience = 30_000;

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Hands a mail to the channel's SMTP server.
 *
 * @throws NotDelivered when it may work later, DeliveryRefused when it never will.
 */
export async function sendEmail(channel: EmailChannel, notice: Notice): Promise<void> {
  const to = notice.to ?? channel.to;
  if (to.length === 0) throw new DeliveryRefused(noRecipient({ subject: notice.subject }));
  const { createTransport } = await import('nodemailer');
  const url = new URL(channel.server);
  const user = channel.username ?? decodeURIComponent(url.username);
  const pass = channel.password ?? decodeURIComponent(url.password);
  const secure = url.protocol === 'smtps:';
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    ...(user && { auth: { user, pass } }),
    // A password never crosses a network in clear text, whatever the server offers.
    requireTLS: user !== '' && !loopback.has(url.hostname),
    ...{ connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience },
  });
  // The server may take the mail for some, and that is no error to the transport.
  let left: readonly string[] | undefined;
  try {
    const sent = await transport.sendMail({
      ...{ from: channel.from, to: [...to], subject: notice.subject, text: notice.text },
      messageId: messageId(notice.id, channel.from),
    });
    left = sent.rejected;
    const [why] = (sent.rejectedErrors ?? []).toSorted(
      (a, b) => (a.responseCode ?? 0) - (b.responseCode ?? 0),
    );
    if (left.length > 0) throw why ?? new Error('it does not take mail for them');
  } catch (error) {
    throw deliveryError(error, url.host, to, left);
  } finally {
    transport.close();
  }
}

/** What an SMTP failure means: 5xx is for good (RFC 5321, 4.2.1), all else may pass. */
function deliveryError(
  error: unknown,
  server: string,
  all: readonly string[],
  left: readonly string[] | undefined,
): NotDelivered | DeliveryRefused {
  const { code, responseCode, response, message } = smtpFailure(error);
  const reason = (response ?? message).replace(/\s+/g, ' ').replace(/\.$/, '');
  const to = (left ?? all).join(', ');
  const forGood = responseCode !== undefined && responseCode >= 500;
  if (code === 'EAUTH' && forGood) return new DeliveryRefused(mailLogin({ server, reason }));
  if (forGood) return new DeliveryRefused(mailRefused({ server, reason, to }));
  const whom = left ? `${reason} (to ${to})` : reason;
  return new NotDelivered(mailUnreachable({ server, reason: whom }), error, left);
}

interface SmtpFailure {
  readonly message: string;
  readonly code?: unknown;
  readonly response?: string;
  readonly responseCode?: number;
}

function smtpFailure(error: unknown): SmtpFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message } = error;
  return {
    message,
    ...('code' in error && { code: error.code }),
    ...('response' in error && typeof error.response === 'string' && { response: error.response }),
    ...('responseCode' in error &&
      typeof error.responseCode === 'number' && { responseCode: error.responseCode }),
  };
}
