import { expect, it } from 'vitest';
import { deployedName } from './deployed-name.ts';

const anna = { userName: 'Anna.van-Bell@example.com' };

it('is the plain name, unless the target is for development', () => {
  expect(deployedName('shop_main', { name: 'prod' }, anna)).toBe('shop_main');
  expect(deployedName('shop_main', { name: 'staging' }, anna)).toBe('shop_main');
  expect(deployedName('shop_main', { name: 'dev' }, anna)).toBe('[dev anna_van_bell] shop_main');
  expect(deployedName('shop_main', { name: 'dev', mode: 'production' }, anna)).toBe('shop_main');
  expect(deployedName('shop_main', { name: 'x', mode: 'development' }, anna)).toMatch(/^\[dev /);
});

it('has the prefix that the target says', () => {
  const target = { name: 'dev', presets: { name_prefix: 'team_' } };
  expect(deployedName('shop_main', target, anna)).toBe('team_shop_main');
});

it('goes by the name of a service principal', () => {
  const who = { userName: '12345678-1234-1234-1234-123456789abc', displayName: 'CI deploys' };
  expect(deployedName('shop_main', { name: 'dev' }, who)).toBe('[dev ci_deploys] shop_main');
});
