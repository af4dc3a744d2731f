import type { IndexSchema } from '../../types.ts';
import { digest } from '../fingerprint.ts';
import { type Manifest, schemaOf } from '../manifest.ts';
import { type Identities, identitiesOf } from '../tables.ts';

/** What an index of loaded records is made of. Documents of different shapes must not be mixed in one. */
export interface LoadedShape {
  readonly schema: IndexSchema;
  /** The field whose value is the key of the records. */
  readonly key: string;
  /** The field that holds the vector: indexed, and left out of the stored document. */
  readonly vector: string | undefined;
}

export type LoadedManifest = Manifest & { readonly load: NonNullable<Manifest['load']> };

/** @returns whether records are loaded into the index; else it mirrors a table. */
export function isLoaded(manifest: Manifest): manifest is LoadedManifest {
  return manifest.load !== undefined;
}

export function shapeOf(manifest: LoadedManifest): LoadedShape {
  const { key, vector } = manifest.load;
  return { schema: schemaOf(manifest), key, vector: vector ?? undefined };
}

export function shapeIdentities({ schema, key, vector }: LoadedShape): Identities {
  return identitiesOf(schema, digest(JSON.stringify([key, vector ?? null])), undefined);
}

/** How an index was made differently, in words: `text was title, is title and body`. Empty when it was not. */
export function shapeChanges(before: LoadedManifest, now: LoadedShape): readonly string[] {
  const was = new Map(inWords(shapeOf(before)));
  const changes = inWords(now)
    .filter(([name, value]) => was.get(name) !== value)
    .map(([name, value]) => `${name} was ${was.get(name)}, is ${value}`);
  if (changes.length > 0) return changes;
  const { words, vectors } = shapeIdentities(now);
  return words === before.wordsIdentity && vectors === before.vectorsIdentity
    ? []
    : ['another version of Headrace wrote its words in another way'];
}

function inWords({ schema, key, vector }: LoadedShape): readonly (readonly [name: string, value: string])[] {
  return [
    ['the key', key],
    ['text', schema.text.join(', ') || 'nothing'],
    ['keywords', schema.keywords.join(', ') || 'nothing'],
    ['the analyzer', schema.analyzer],
    ['the vector', vector === undefined ? 'nothing' : `${vector} (${schema.dimensions} dimensions)`],
  ];
}
