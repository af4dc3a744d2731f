import { expect, it } from 'vitest';
import { maskOptions } from './mask-options.ts';

it('takes values of options out of a text, in parts and as they are encoded', () => {
  const secret = 'a b/c+d=longer';
  const texts = [
    `key ${secret}!`,
    `?k=${encodeURIComponent(secret)}`,
    `Basic ${Buffer.from(secret).toString('base64')}`,
    'only longer is left',
  ];
  const masked = texts.map((text) => maskOptions(text, { secret, flag: 'true', short: 'abc' }));
  expect(masked).toEqual(['key ***!', '?k=***', 'Basic ***=', 'only longer is left']);
  expect(maskOptions('it is true, abc', { flag: 'true', short: 'abc' })).toBe('it is true, abc');
  expect(maskOptions('key inside-json', { account: '{"private_key": "inside-json"}' })).toBe('key ***');
});
