import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { refuseMovedCatalog } from './refuse-moved-catalog.ts';
import { sparkDefaults } from './settings.ts';

it('refuses a catalog that was moved or copied, and knows a place by another name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headrace moved '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [here, there, link] = ['here', 'there', 'link'].map((name) => join(folder, name));
  if (!here || !there || !link) throw new Error('no paths');
  const check = (place: string): Promise<void> => refuseMovedCatalog(place, join(place, 'settings'));

  mkdirSync(here);
  await check(here);
  const settings = sparkDefaults({ folder: here, cores: 1, memory: '1g', quick: true });
  writeFileSync(join(here, 'settings'), settings);
  await check(here);
  symlinkSync(here, link);
  await check(link);

  renameSync(here, there);
  const refused = {
    exitCode: 2,
    problems: [{ code: 'HR-SPARK-015', message: expect.stringContaining(here) }],
  };
  await expect(check(there)).rejects.toMatchObject(refused);
  mkdirSync(here);
  await expect(check(there)).rejects.toMatchObject(refused);
});
