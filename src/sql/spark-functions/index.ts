import { aggregates } from './aggregates.ts';
import { arrays } from './arrays.ts';
import { conditionals } from './conditionals.ts';
import { dates } from './dates.ts';
import { hashes } from './hashes.ts';
import { json } from './json.ts';
import { mapsAndStructs } from './maps-and-structs.ts';
import { numbers } from './numbers.ts';
import { strings } from './strings.ts';
import type { SparkTopic } from './types.ts';

export type { SparkFunction, SparkTopic } from './types.ts';

/** Spark's functions that a portable SELECT may call, by topic, in the order of the docs. */
export const sparkTopics: readonly SparkTopic[] = [
  strings,
  numbers,
  conditionals,
  dates,
  arrays,
  mapsAndStructs,
  json,
  hashes,
  aggregates,
];
