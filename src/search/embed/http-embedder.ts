import { type Clock, duration, HeadraceError, isRecord, systemClock } from '../../kernel/index.ts';
import type { Embedder } from './embedder.ts';
import {
  endpointRedirected,
  endpointRefused,
  endpointUnavailable,
  unexpectedAnswer,
  unusableEndpoint,
  wrongDimensions,
} from './problems.ts';
import { normalize } from './vector.ts';

/** Milliseconds: the most to wait before the second attempt; it doubles with each attempt … */
const firstWait = 500;
/** … up to this. */
const longestWait = 30_000;
/** Milliseconds a `Retry-After` may ask for; an endpoint that wants more is left alone. */
const longestRetryAfter = 120_000;

export interface HttpEmbedderOptions {
  /** `https://host/v1` or `https://host/v1/embeddings`; a query string is kept. */
  readonly url: string;
  readonly model: string;
  /** Sent as a bearer token to this URL only, and never shown. */
  readonly apiKey?: string | undefined;
  /** What the model gives and the index expects. */
  readonly dimensions: number;
  /** Texts per request. */
  readonly batchSize?: number;
  /** Attempts per request, the first one included. */
  readonly attempts?: number;
  /** Milliseconds for one attempt. */
  readonly timeout?: number;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** Gives numbers from 0 (included) to 1 (excluded). */
  readonly random?: () => number;
}

/** An attempt that may go better the next time. */
interface Setback {
  readonly reason: string;
  /** Milliseconds the endpoint asked to be left alone. */
  readonly retryAfter?: number | undefined;
}

/**
 * Asks an endpoint that speaks the OpenAI embeddings API (`POST …/embeddings` with `model` and `input`).
 * Texts without anything but white space are not sent; their vector is zero.
 */
export class HttpEmbedder implements Embedder {
  readonly name: string;
  readonly dimensions: number;
  readonly #model: string;
  readonly #apiKey: string | undefined;
  readonly #endpoint: URL;
  /** The endpoint as it may be shown: a query may hold secrets. */
  readonly #shown: string;
  readonly #batchSize: number;
  readonly #attempts: number;
  readonly #timeout: number;
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  readonly #random: () => number;

  /** @throws HeadraceError (HR-EMBED-009) for a URL or a key that no request can be made with. */
  constructor(options: HttpEmbedderOptions) {
    this.#endpoint = endpointOf(options.url);
    this.#shown = `${this.#endpoint.origin}${this.#endpoint.pathname}`;
    if (options.apiKey !== undefined && !/^[\x21-\x7e]+$/.test(options.apiKey)) {
      throw unusable('its API key is empty, or has spaces or other characters that cannot be sent');
    }
    this.#apiKey = options.apiKey;
    this.#model = options.model;
    this.name = `${options.model} at ${this.#endpoint.host}`;
    this.dimensions = options.dimensions;
    this.#batchSize = options.batchSize ?? 96;
    this.#attempts = options.attempts ?? 6;
    this.#timeout = options.timeout ?? 60_000;
    this.#fetch = options.fetch ?? fetch;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
  }

  /** @throws HeadraceError (HR-EMBED-004 to 008), or the signal's reason when it aborts. */
  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors = texts.map(() => new Float32Array(this.dimensions));
    const sent = [...texts.keys()].filter((i) => texts[i]?.trim());
    for (let start = 0; start < sent.length; start += this.#batchSize) {
      const batch = sent.slice(start, start + this.#batchSize);
      const answers = await this.#request(
        batch.map((i) => texts[i] ?? ''),
        signal,
      );
      for (const [place, i] of batch.entries()) vectors[i]?.set(answers[place] ?? []);
    }
    return vectors;
  }

  async #request(input: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const outcome = await this.#attempt(input, signal);
      if (Array.isArray(outcome)) return outcome;
      const { reason, retryAfter = 0 } = outcome;
      if (attempt === this.#attempts || retryAfter > longestRetryAfter) {
        throw new HeadraceError(endpointUnavailable({ url: this.#shown, attempts: attempt, reason }));
      }
      // Full jitter, so that many clients do not come back at once (Brooker, "Exponential backoff and
      // jitter", 2015); on top of what the endpoint asked for, not instead of it.
      const wait = this.#random() * Math.min(longestWait, firstWait * 2 ** (attempt - 1));
      await this.#clock.sleep(retryAfter + wait, signal);
    }
  }

  async #attempt(
    input: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Float32Array[] | Setback> {
    const limit = AbortSignal.timeout(this.#timeout);
    try {
      const response = await this.#fetch(this.#endpoint.href, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(this.#apiKey && { authorization: `Bearer ${this.#apiKey}` }),
        },
        body: JSON.stringify({ model: this.#model, input }),
        // A redirect would carry the key and the texts to wherever it points.
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      const body = await response.text();
      return response.ok ? this.#vectors(body, input.length) : this.#setback(response, body);
    } catch (error) {
      if (error instanceof HeadraceError) throw error;
      signal?.throwIfAborted();
      if (limit.aborted) return { reason: `no answer within ${duration(this.#timeout)}` };
      return { reason: networkReason(error) };
    }
  }

  /** What to make of an answer that is not 2xx. @throws HeadraceError where trying again is of no use. */
  #setback(response: Response, body: string): Setback {
    const { status, headers } = response;
    const url = this.#shown;
    const location = headers.get('location');
    if (status >= 300 && status < 400 && location !== null && URL.canParse(location, this.#endpoint.href)) {
      const { origin, pathname } = new URL(location, this.#endpoint);
      throw new HeadraceError(endpointRedirected({ url, to: this.#redacted(`${origin}${pathname}`) }));
    }
    const detail = this.#redacted(errorDetail(body));
    if (status !== 408 && status !== 429 && status < 500) {
      throw new HeadraceError(endpointRefused({ url, status, detail }));
    }
    const retryAfter = retryAfterOf(headers.get('retry-after'), this.#clock.now());
    const told = [`status ${status}`, detail, retryAfter && `retry after ${duration(retryAfter)}`];
    return { reason: told.filter(Boolean).join(', '), retryAfter };
  }

  /** @param body `{"data": [{"index": 0, "embedding": [0.1, …]}, …]}`, in any order. */
  #vectors(body: string, expected: number): Float32Array[] {
    const data = parse(body)?.data;
    if (!Array.isArray(data)) throw this.#unexpected('it has no list `data`');
    if (data.length !== expected) throw this.#unexpected(`${data.length} vectors for ${expected} texts`);
    const vectors: Float32Array[] = [];
    for (const [place, item] of data.entries()) {
      if (!isRecord(item)) throw this.#unexpected('an item of `data` is no object');
      const { embedding, index = place } = item;
      if (!isVector(embedding)) throw this.#unexpected('an `embedding` is no list of numbers');
      if (embedding.length !== this.dimensions) {
        const source = `The model ${this.name}`;
        const sizes = { expected: this.dimensions, found: embedding.length };
        throw new HeadraceError(wrongDimensions({ source, ...sizes }));
      }
      if (typeof index !== 'number' || !(index in data) || vectors[index] !== undefined) {
        throw this.#unexpected('the numbers `index` do not count the texts');
      }
      vectors[index] = normalize(Float32Array.from(embedding));
    }
    return vectors;
  }

  #unexpected(reason: string): HeadraceError {
    return new HeadraceError(unexpectedAnswer({ url: this.#shown, reason }));
  }

  /** Some endpoints repeat the key they were given. */
  #redacted(text: string): string {
    return (this.#apiKey ? text.replaceAll(this.#apiKey, '…') : text).slice(0, 300);
  }
}

function endpointOf(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw unusable('its URL is no http or https URL');
  if (url.username || url.password) throw unusable('its URL holds a user or a password');
  if (!url.pathname.endsWith('/embeddings')) {
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/embeddings`;
  }
  return url;
}

function unusable(reason: string): HeadraceError {
  return new HeadraceError(unusableEndpoint({ reason }));
}

/** The server's own words, from `{"error": {"message": …}}` or whatever else it sent. */
function errorDetail(body: string): string {
  const answer = parse(body);
  const error = isRecord(answer?.error) ? answer.error.message : answer?.error;
  const words =
    typeof error === 'string' ? error : typeof answer?.message === 'string' ? answer.message : body;
  return words.replace(/\s+/g, ' ').trim();
}

/** Only causes are told: the message of `fetch` itself may repeat the headers or the URL it was given. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return 'the request could not be made';
  return 'code' in cause && typeof cause.code === 'string' && !cause.message ? cause.code : cause.message;
}

/** @returns milliseconds, from the seconds or the date of a `Retry-After` header (RFC 9110, 10.2.3). */
function retryAfterOf(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function parse(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isFinite(item));
}
