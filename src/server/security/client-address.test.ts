import { expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

it.each([
  ['127.0.0.1', undefined, '127.0.0.1'],
  ['127.0.0.1', '203.0.113.9', '203.0.113.9'],
  // What a sender says of itself stands first, what the tunnel sees last.
  ['::1', 'made up, 203.0.113.9', '203.0.113.9'],
  ['::ffff:127.0.0.1', ' ', '::ffff:127.0.0.1'],
  // Who comes from elsewhere can say anything.
  ['198.51.100.7', '203.0.113.9', '198.51.100.7'],
  [undefined, '203.0.113.9', 'unknown'],
])('a request from %s, forwarded for %s, counts for %s', (remote, forwarded, expected) => {
  expect(clientAddress(remote, forwarded)).toBe(expected);
});
