export { NotDelivered } from './delivery-error.ts';
export type { Channel, EmailChannel, Notice, WebhookChannel } from './notice.ts';
export * as notifyProblems from './problems.ts';
export { sendNotice } from './send-notice.ts';
