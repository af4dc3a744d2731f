import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { apiKey, knownApiKey } from './api-key.ts';

it('is made once for a project, for its owner only, and not by those who only want to know it', () => {
  const root = mkdtempSync(join(tmpdir(), 'headrace key '));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const file = join(root, '.headrace', 'api.key');
  expect(knownApiKey(root, { HEADRACE_API_KEY: 'told' })).toBe('told');
  expect(knownApiKey(root, {})).toBeUndefined();
  expect(existsSync(file)).toBe(false);
  expect(apiKey(root, { HEADRACE_API_KEY: 'told' }, () => 'made').key).toBe('told');
  expect(apiKey(root, {}, () => 'made')).toEqual({ key: 'made', from: file });
  expect(apiKey(root, {}, () => 'another').key).toBe('made');
  expect(knownApiKey(root, {})).toBe('made');
  expect(readFileSync(file, 'utf8')).toBe('made\n');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});
