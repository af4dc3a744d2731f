import type { SparkTopic } from './types.ts';

export const hashes: SparkTopic = {
  title: 'Hashes',
  functions: [
    { name: 'md5', examples: ["md5('abc')", "md5('é😀')", "md5('')", 'md5(CAST(NULL AS STRING))'] },
    { name: 'sha1', examples: ["sha1('abc')", "sha1('')"] },
    { name: 'sha', macro: '(s) AS sha1(s)', examples: ["sha('abc')"] },
    {
      name: 'sha2',
      macro:
        "(s, bits) AS CASE WHEN bits IN (0, 256) THEN sha256(s) ELSE error('DuckDB has sha2 with 256 bits only.') END",
      note: 'With 256 bits.',
      examples: [
        "(SELECT max(sha2(s, 256)) FROM (VALUES ('a'), (NULL)) AS t(s))",
        "sha2('abc', 256)",
        "sha2('é', 0)",
        'sha2(CAST(NULL AS STRING), 256)',
      ],
    },
  ],
};
