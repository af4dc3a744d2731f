import { contentHash } from '../kernel/index.ts';

/**
 * The Message-ID (RFC 5322, 3.6.4) of a notice: the same for the same notice and sender, so that a mail that
 * had to be sent twice is one mail to whoever counts.
 */
export function messageId(noticeId: string, from: string): string {
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'headrace.invalid';
  return `<${contentHash(noticeId).slice(0, 32)}@${domain}>`;
}
