import { describe, expect, it } from 'vitest';
import { isTransient, oneLine, translateError } from './translate-error.ts';

const peer = { cluster: 'https://search:9200', identity: 'as user "loader"' };

function named(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

function answered(statusCode: number, type = 'x'): Error {
  return named('ResponseError', type, { meta: { statusCode, body: { error: { type, reason: 'because' } } } });
}

describe('translateError', () => {
  it.each([
    [named('ConnectionError', 'self-signed certificate in certificate chain'), 'HR-ELASTIC-006', 5, false],
    [named('ConnectionError', 'unable to get local issuer certificate'), 'HR-ELASTIC-006', 5, false],
    [named('ConnectionError', 'certificate has expired'), 'HR-ELASTIC-006', 5, false],
    [
      named('ConnectionError', "Hostname/IP does not match certificate's altnames: Host: search."),
      'HR-ELASTIC-007',
      5,
      false,
    ],
    [named('ProductNotSupportedError', 'x'), 'HR-ELASTIC-008', 5, false],
    [named('ConnectionError', ''), 'HR-ELASTIC-005', 5, true],
    [named('ConnectionError', 'connect ECONNREFUSED 10.0.0.1:9200'), 'HR-ELASTIC-005', 5, true],
    [named('ConnectionError', 'other side closed - Local: …'), 'HR-ELASTIC-005', 5, true],
    [named('DeserializationError', 'Unexpected token <'), 'HR-ELASTIC-012', 5, true],
    [answered(401), 'HR-ELASTIC-009', 2, false],
    [answered(403), 'HR-ELASTIC-010', 2, false],
    [answered(403, 'cluster_block_exception'), 'HR-ELASTIC-012', 5, true],
    [answered(429), 'HR-ELASTIC-012', 5, true],
    [answered(503), 'HR-ELASTIC-012', 5, true],
    [answered(400), 'HR-ELASTIC-013', 1, false],
  ])('%s -> %s', (error, code, exitCode, transient) => {
    const translated = translateError(error, peer);
    expect(translated).toMatchObject({ exitCode, problems: [{ code }] });
    expect(isTransient(translated)).toBe(transient);
    expect(translated.cause).toBeUndefined();
  });

  it('keeps reasons short and on one line', () => {
    expect(oneLine('a\n  b.')).toBe('a b');
    expect(oneLine('x'.repeat(2000)).length).toBe(601);
  });
});
