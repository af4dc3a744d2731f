import * as z from 'zod';
import { parseExact } from '../kernel/index.ts';
import { ApiError, invalid } from './api-error.ts';
import type { Principal } from './principals.ts';

/** A request that has passed the gate: what an endpoint answers. */
export interface Call {
  readonly principal: Principal;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
}

/** An answer that is more than JSON with status 200. */
export class Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;

  constructor(status: number, headers: Readonly<Record<string, string>> = {}, body?: Uint8Array) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

export interface Endpoint {
  readonly method: string;
  /** Names in the path with their values; undefined when the path is another. */
  match(path: string): Readonly<Record<string, string>> | undefined;
  answer(call: Call, names: Readonly<Record<string, string>>): Promise<unknown>;
}

/** What an endpoint is told beside its input. */
export type Caller = Pick<Call, 'principal' | 'body'>;

/**
 * An endpoint whose input is one checked object: the fields of a JSON body, of the query, and of the names in
 * the path. A strict schema makes unknown fields an error, as documented ones are all that may be sent.
 *
 * @param path names in braces: `{id}` is one segment, `{path*}` all the rest with its slash.
 * @param handle returns a JSON value, or a {@link Reply}; throws {@link ApiError}.
 */
export function endpoint<S extends z.ZodType>(
  method: string,
  path: string,
  input: S,
  handle: (input: z.output<S>, caller: Caller) => unknown,
): Endpoint {
  return make(method, path, input, handle, jsonBody);
}

/** An endpoint whose body is bytes, not JSON. */
export function bytesEndpoint<S extends z.ZodType>(
  method: string,
  path: string,
  input: S,
  handle: (input: z.output<S>, caller: Caller) => unknown,
): Endpoint {
  return make(method, path, input, handle, () => ({}));
}

/**
 * A value as a schema has it.
 *
 * @throws ApiError 400 that names every wrong field.
 */
export function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const checked = schema.safeParse(value, { reportInput: true });
  if (!checked.success) throw invalid(checked.error.issues.map(describe).join(' '));
  return checked.data;
}

function make<S extends z.ZodType>(
  method: string,
  path: string,
  input: S,
  handle: (input: z.output<S>, caller: Caller) => unknown,
  fields: (body: Uint8Array) => Readonly<Record<string, unknown>>,
): Endpoint {
  const pattern = new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replace(/\{(\w+)(\*?)\}/g, (_all, name: string, rest: string) =>
        rest ? `(?<${name}>/.*)` : `(?<${name}>[^/]+)`,
      )}/?$`,
  );
  return {
    method,
    match(asked) {
      const found = pattern.exec(asked);
      if (!found) return undefined;
      return Object.fromEntries(
        Object.entries(found.groups ?? {}).map(([name, text]) => [name, decoded(text)]),
      );
    },
    async answer(call, names) {
      const given = { ...queryFields(call.query), ...fields(call.body), ...names };
      return handle(check(input, given), call);
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(`The path is not properly encoded: ${text}`);
  }
}

function queryFields(query: URLSearchParams): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    fields[name] = values.length > 1 ? values : (values[0] ?? '');
  }
  return fields;
}

const objectBody = z.record(z.string(), z.unknown());

function jsonBody(body: Uint8Array): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  try {
    return objectBody.parse(parseExact(Buffer.from(body).toString('utf8')));
  } catch {
    throw new ApiError(400, 'MALFORMED_REQUEST', 'Could not parse request object: expected a JSON object.');
  }
}

function describe(issue: z.core.$ZodIssue): string {
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => (at ? `${at}.${key}` : key));
    return `Unknown field${names.length > 1 ? 's' : ''}: ${names.join(', ')}.`;
  }
  if (issue.input === undefined && issue.code !== 'custom') return `Missing field: ${at}.`;
  return `Invalid value for ${at || 'the request'}: ${issue.message}.`;
}
