import * as z from 'zod';
import type { Api, CallOptions } from './api.ts';

const me = z.looseObject({
  id: z.string().optional(),
  /** An e-mail address, or the application id of a service principal. */
  userName: z.string(),
  displayName: z.string().optional(),
});
export type Me = z.output<typeof me>;

export function readMe(api: Api, options?: CallOptions): Promise<Me> {
  return api.json(
    {
      ...{ method: 'GET', path: '/api/2.0/preview/scim/v2/Me' },
      ...{ action: 'read', thing: 'the current user', ...options },
    },
    me,
  );
}
