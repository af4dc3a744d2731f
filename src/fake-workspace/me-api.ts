import * as z from 'zod';
import { type Endpoint, endpoint } from './endpoint.ts';

/** Who one is. */
export const meEndpoint: Endpoint = endpoint(
  'GET',
  '/api/2.0/preview/scim/v2/Me',
  z.strictObject({}),
  (_input, { principal }) => ({
    id: principal.id,
    userName: principal.name,
    displayName: principal.displayName,
    active: true,
    ...(principal.kind === 'user' && {
      emails: [{ type: 'work', value: principal.name, primary: true }],
    }),
    groups: [{ display: principal.admin ? 'admins' : 'users', type: 'direct' }],
  }),
);
