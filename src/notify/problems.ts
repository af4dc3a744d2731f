import { problemType } from '../kernel/index.ts';

// Why a notice did not arrive. The address of a webhook is often a secret: only its host is ever named.

export const mailUnreachable = problemType<{ server: string; reason: string }>({
  code: 'HR-NOTIFY-001',
  severity: 'error',
  title: 'Mail server out of reach',
  message: ({ server, reason }) => `The mail could not be handed to ${server}: ${reason}.`,
  hint: () =>
    'It is tried again. Is `notify.email.server` right, and does a firewall let this machine reach it?',
});

export const mailLogin = problemType<{ server: string; reason: string }>({
  code: 'HR-NOTIFY-002',
  severity: 'error',
  title: 'Mail server refuses the login',
  message: ({ server, reason }) => `${server} refuses the login: ${reason}.`,
  hint: () => 'Check `notify.email.username` and what `notify.email.password` refers to.',
});

export const mailRefused = problemType<{ server: string; reason: string; to: string }>({
  code: 'HR-NOTIFY-003',
  severity: 'error',
  title: 'Mail refused',
  message: ({ server, reason, to }) => `${server} refuses the mail to ${to}: ${reason}.`,
  hint: () =>
    'The server says this for good, so it is not tried again. Check `from` and `to` of `notify.email`.',
});

export const noRecipient = problemType<{ subject: string }>({
  code: 'HR-NOTIFY-004',
  severity: 'error',
  title: 'Nobody to write to',
  message: ({ subject }) => `The mail "${subject}" has no recipient.`,
  hint: () => 'Name one in `notify.email.to`, or where the mail is sent.',
});

export const webhookFailed = problemType<{ host: string; reason: string }>({
  code: 'HR-NOTIFY-005',
  severity: 'error',
  title: 'Webhook out of reach',
  message: ({ host, reason }) => `The webhook at ${host} did not take the notice: ${reason}.`,
  hint: () => 'It is tried again.',
});

export const webhookRefused = problemType<{ host: string; status: number }>({
  code: 'HR-NOTIFY-006',
  severity: 'error',
  title: 'Webhook refused',
  message: ({ host, status }) => `The webhook at ${host} refuses the notice with status ${status}.`,
  hint: () => 'It says this for good, so it is not tried again. Check `notify.webhook`: its url and headers.',
});
