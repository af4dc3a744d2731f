import { sparkTopics } from '../spark-functions/index.ts';
import { differences } from './differences.ts';

/** Everything whose value on Spark is recorded, each once. */
export const sparkExamples: readonly string[] = [
  ...new Set([
    ...sparkTopics.flatMap(({ functions }) => functions).flatMap(({ examples }) => examples),
    ...differences.map(([expression]) => expression),
  ]),
];
