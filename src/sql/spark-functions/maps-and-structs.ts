import type { SparkTopic } from './types.ts';

/** Names of the arguments of a macro for `n` pairs: `k1, v1, k2, v2`. */
const pairs = Array.from({ length: 8 }, (_, n) => Array.from({ length: n + 1 }, (_, i) => i + 1));
const args = (pair: readonly number[]): string => pair.map((i) => `k${i}, v${i}`).join(', ');
const values = (pair: readonly number[]): string => pair.map((i) => `v${i}`).join(', ');

const mapLiterals = pairs
  .map((pair) => `(${args(pair)}) AS map([${pair.map((i) => `k${i}`).join(', ')}], [${values(pair)}])`)
  .join(', ');

/** A row gets its names by a cast to the type of an empty struct. */
const structs = pairs
  .map((pair) => {
    const types = pair.map((i) => `'"' || k${i} || '":"' || replace(typeof(v${i}), '"', '\\"') || '"'`);
    return `(${args(pair)}) AS cast_to_type(row(${values(pair)}), from_json('{}', '{' || ${types.join(" || ',' || ")} || '}'))`;
  })
  .join(', ');

export const mapsAndStructs: SparkTopic = {
  title: 'Maps and structs',
  functions: [
    {
      name: 'map',
      qualified: true,
      macro: mapLiterals,
      note: 'Keys and values in turn on Spark; DuckDB’s own takes two arrays. Up to 8 pairs.',
      examples: [
        "(SELECT max(builtin.map(k, v)['x']) FROM (VALUES ('x', 1), ('y', 2)) AS t(k, v))",
        "builtin.map('a', 1, 'b', 2)",
        "builtin.map('a', CAST(NULL AS INT))",
      ],
    },
    {
      name: 'map_from_arrays',
      macro: '(keys, vals) AS map(keys, vals)',
      examples: ["map_from_arrays(builtin.array('a', 'b'), builtin.array(1, NULL))"],
    },
    {
      name: 'map_from_entries',
      examples: ["map_from_entries(builtin.array(named_struct('key', 'a', 'value', 1)))"],
    },
    { name: 'map_keys', examples: ["map_keys(builtin.map('b', 1, 'a', 2))"] },
    { name: 'map_values', examples: ["map_values(builtin.map('b', 1, 'a', CAST(NULL AS INT)))"] },
    { name: 'map_entries', examples: ["map_entries(builtin.map('b', 1))"] },
    {
      name: 'map_contains_key',
      macro: '(m, k) AS list_contains(map_keys(m), k)',
      examples: ["map_contains_key(builtin.map('a', 1), 'a')", "map_contains_key(builtin.map('a', 1), 'x')"],
    },
    {
      name: 'map_concat',
      note: 'Of maps without common keys.',
      examples: ["map_concat(builtin.map('a', 1), builtin.map('b', 2))"],
    },
    { name: 'cardinality', note: 'Of maps.', examples: ["cardinality(builtin.map('a', 1, 'b', 2))"] },
    {
      name: 'named_struct',
      macro: structs,
      note: 'Names are constants; up to 8 fields.',
      examples: [
        "(SELECT max(named_struct('a', x, 'b', y).b) FROM (VALUES (1, 'p'), (2, NULL)) AS t(x, y))",
        "named_struct('a', 1, 'b', 'x')",
        "named_struct('a', CAST(NULL AS INT))",
        "named_struct('a', named_struct('b', builtin.array(1.5))).a.b",
        "named_struct('a b', DATE '2024-02-29')",
      ],
    },
  ],
};
