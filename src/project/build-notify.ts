import { namesOf } from './lists.ts';
import type { NotifyInput } from './notify-schema.ts';
import type { NotifyConfig } from './types.ts';

export function buildNotify(config: NotifyInput | undefined): NotifyConfig {
  const { email, webhook } = config ?? {};
  return {
    email: email && { ...email, to: namesOf(email.to) },
    webhook: webhook && { url: webhook.url, headers: webhook.headers ?? {} },
  };
}
