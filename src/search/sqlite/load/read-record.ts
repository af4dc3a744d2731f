import { isUtf8 } from 'node:buffer';
import { isRecord } from '../../../kernel/index.ts';
import type { LoadRecord } from '../../../load/index.ts';
import type { IndexRecord } from '../../types.ts';
import { digest } from '../fingerprint.ts';
import { fieldValues } from './fields.ts';
import { isDeeperThan, withoutMember } from './json-scan.ts';
import type { LoadedShape } from './shape.ts';
import { Unfit } from './unfit.ts';
import { kindOf, vectorOf, vectorPath } from './vector-field.ts';

/** Of the key and the document; see `Stamp`. */
export interface StampParts {
  readonly bucket: number;
  readonly high: number;
  readonly low: number;
}

/** A record whose document has not been looked at yet: one that is stale, or there already, need not be. */
export interface Incoming {
  readonly key: string;
  /** 0 to 2^63-1. */
  readonly version: bigint;
  /** Of the document as it came. */
  readonly fingerprint: string;
  readonly stamp: StampParts | undefined;
}

/** What SQLite's JSON functions take; the same as Elasticsearch's parser. */
const maxDepth = 1000;

const stampPattern = /^\{\s*"b":\s*(\d{1,10}),\s*"h":\s*(\d{1,10}),\s*"l":\s*(\d{1,10})\s*\}$/;

const maxVersion = 2n ** 63n - 1n;

/**
 * @param version for a record that brings none.
 * @throws Unfit when the index cannot hold the record.
 */
export function readEnvelope({ key, document, stamp, ...own }: LoadRecord, version: string): Incoming {
  // What cannot be told apart in the file must not be told apart outside.
  if (key === '' || !key.isWellFormed()) throw new Unfit('the key is empty or no valid Unicode');
  return {
    key,
    version: toVersion(own.version ?? version),
    fingerprint: digest(document),
    stamp: stamp === undefined ? undefined : toStamp(stamp),
  };
}

/**
 * Makes of a record all that the index will hold of it.
 *
 * @throws Unfit when the index cannot hold the document.
 */
export function readDocument(
  { key, document: bytes }: LoadRecord,
  { schema, vector }: LoadedShape,
): IndexRecord {
  const json = decode(bytes);
  const document = parse(json);
  if (vector === undefined || schema.dimensions === undefined) {
    return { id: key, document: json, ...fieldValues(document, json, schema) };
  }
  const path = vectorPath(document, vector);
  const numbers = vectorOf(document, path, schema.dimensions);
  const rest = withoutMember(json, path);
  return {
    id: key,
    document: rest,
    ...fieldValues(document, rest, schema),
    ...(numbers && { vector: numbers }),
  };
}

function decode(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new Unfit('the document is not valid UTF-8');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function parse(json: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Unfit(`the document is not valid JSON: ${error.message}`);
  }
  if (!isRecord(document)) throw new Unfit(`the document is ${kindOf(document)} instead of an object`);
  if (isDeeperThan(maxDepth, json))
    throw new Unfit(`the document is nested more than ${maxDepth} levels deep`);
  return document;
}

function toVersion(text: string): bigint {
  const version = /^\d{1,19}$/.test(text) ? BigInt(text) : undefined;
  if (version !== undefined && version <= maxVersion) return version;
  throw new Unfit(`the version "${text}" is not a whole number from 0 to ${maxVersion}`);
}

function toStamp(text: string): StampParts {
  const [, bucket = NaN, high = NaN, low = NaN] = stampPattern.exec(text)?.map(Number) ?? [];
  if (bucket < 2 ** 16 && high < 2 ** 32 && low < 2 ** 32) return { bucket, high, low };
  throw new Unfit(`the stamp ${text} is none`);
}
