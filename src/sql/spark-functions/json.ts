import type { SparkTopic } from './types.ts';

export const json: SparkTopic = {
  title: 'JSON',
  functions: [
    {
      name: 'get_json_object',
      macro: '(j, path) AS CASE WHEN json_valid(j) THEN json_extract_string(j, path) END',
      note: 'Paths of names and positions: `$.a.b[0]`; no wildcards.',
      examples: [
        `(SELECT sum(CAST(get_json_object(j, '$.a') AS INT)) FROM (VALUES ('{"a": 1}'), ('nonsense'), (NULL)) AS t(j))`,
        `get_json_object('{"a": {"b": [1, 2]}}', '$.a.b[1]')`,
        `get_json_object('{"a": "x y"}', '$.a')`,
        `get_json_object('{"a": {"b": [1, 2]}}', '$.a')`,
        `get_json_object('{"a": null}', '$.a')`,
        `get_json_object('{"a": 1.50}', '$.a')`,
        `get_json_object('{"a": true}', '$.a')`,
        `get_json_object('{"a": 1}', '$.x')`,
        `get_json_object('{"a": "é\u{1F600}"}', '$.a')`,
        "get_json_object('nonsense', '$.a')",
        "get_json_object('', '$.a')",
        "get_json_object(CAST(NULL AS STRING), '$.a')",
      ],
    },
    {
      name: 'json_array_length',
      macro:
        "(j) AS CASE WHEN json_valid(j) AND json_type(j) = 'ARRAY' THEN system.main.json_array_length(j) END, (j, path) AS system.main.json_array_length(j, path)",
      examples: [
        "json_array_length('[1, [2, 3], null]')",
        "json_array_length('[]')",
        "json_array_length('nonsense')",
        `json_array_length('{"a": 1}')`,
      ],
    },
    {
      name: 'json_object_keys',
      macro: "(j) AS CASE WHEN json_valid(j) AND json_type(j) = 'OBJECT' THEN json_keys(j) END",
      examples: [
        `json_object_keys('{"b": 1, "a": {"c": 2}}')`,
        "json_object_keys('{}')",
        "json_object_keys('[1]')",
        "json_object_keys('nonsense')",
      ],
    },
  ],
};
