import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { isRecord } from '../kernel/index.ts';
import { originalExample } from './testing/original-example.ts';
import { configJsonSchema } from './write-schema.ts';

const written: unknown = JSON.parse(JSON.stringify(configJsonSchema()));

function accepts(yaml: string): boolean {
  if (!isRecord(written)) return false;
  return z.fromJSONSchema(written).safeParse(parse(yaml)).success;
}

test('the JSON Schema accepts what loads, and refuses what does not', () => {
  expect(accepts(originalExample)).toBe(true);
  expect(accepts('tables: [{name: a, layer: gold}]\nx-notes: {any: thing}')).toBe(true);
  expect(accepts(`tables: [{name: a, layer: gold}]\nstorage: {threads: "\${env:N}"}`)).toBe(true);
  expect(accepts('tables: [{name: a, layer: gold, tag: x}]')).toBe(false);
  expect(accepts(`tables: [{name: "\${var:n}_x", layer: gold}]`)).toBe(true);
  expect(accepts('tables: [{name: a-b, layer: gold}]')).toBe(false);
  expect(accepts('tables: [{name: __a, layer: gold}]')).toBe(false);
  expect(accepts('tables: [{name: a, layer: gold, source: {type: csv}}]')).toBe(false);
  expect(accepts('table: []')).toBe(false);
  expect(accepts('tables: []\nsearch: {indexes: {a: {from: a, id: x, vector: {embedder: column}}}}')).toBe(
    false,
  );
});

test('every key is described', () => {
  const silent: string[] = [];
  const walk = (schema: unknown, path: string): void => {
    if (Array.isArray(schema)) for (const item of schema) walk(item, path);
    if (!isRecord(schema)) return;
    for (const [key, value] of Object.entries(isRecord(schema.properties) ? schema.properties : {})) {
      if (!isRecord(value) || typeof value.description !== 'string') silent.push(`${path}.${key}`);
      walk(value, `${path}.${key}`);
    }
    for (const key of ['items', 'additionalProperties', 'anyOf', 'oneOf']) walk(schema[key], path);
  };
  walk(written, '');
  expect(silent).toEqual([]);
});
