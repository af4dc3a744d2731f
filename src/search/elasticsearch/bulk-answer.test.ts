import { describe, expect, it } from 'vitest';
import { readBulkAnswer } from './bulk-answer.ts';

const peer = { cluster: 'http://search:9200', identity: 'without credentials' };

function item(status: number, type: string, reason = 'because'): unknown {
  return { index: { status, error: { type, reason } } };
}

function outcomes(...items: unknown[]): unknown {
  const answer = { status: 200, headers: {}, body: { errors: true, items } };
  return readBulkAnswer(answer, items.length, 'orders', peer);
}

function failure(status: number, body: unknown = '', headers = {}): unknown {
  return readBulkAnswer({ status, headers, body }, 3, 'orders', peer).failure;
}

const flood = item(
  429,
  'cluster_block_exception',
  'index [orders] blocked by: [TOO_MANY_REQUESTS/12/disk usage]',
);

describe('an answer to a bulk request', () => {
  it('is not looked at further when it has no errors', () => {
    const answer = { status: 200, headers: {}, body: { errors: false } };
    expect(readBulkAnswer(answer, 2, 'orders', peer)).toEqual({
      outcomes: [{ kind: 'stored' }, { kind: 'stored' }],
    });
  });

  it.each([
    [409, 'version_conflict_engine_exception', 'stale'],
    [429, 'es_rejected_execution_exception', 'retry'],
    [429, 'circuit_breaking_exception', 'retry'],
    [503, 'unavailable_shards_exception', 'retry'],
    [500, 'node_closed_exception', 'retry'],
    [503, 'process_cluster_event_timeout_exception', 'retry'],
    [400, 'document_parsing_exception', 'poison'],
    [400, 'mapper_parsing_exception', 'poison'],
    [400, 'strict_dynamic_mapping_exception', 'poison'],
    [400, 'illegal_argument_exception', 'poison'],
    [400, 'action_request_validation_exception', 'poison'],
  ])('takes %i %s for %s', (status, type, kind) => {
    const stored = { index: { status: 201 } };
    expect(outcomes(stored, item(status, type))).toMatchObject({ outcomes: [{ kind: 'stored' }, { kind }] });
  });

  it('tells the innermost reason, on one line', () => {
    const error = {
      type: 'document_parsing_exception',
      reason: 'failed to parse field [n]',
      caused_by: { reason: 'For input string:\n "x"' },
    };
    expect(outcomes({ index: { status: 400, error } })).toEqual({
      outcomes: [
        {
          kind: 'poison',
          reason: 'document_parsing_exception: failed to parse field [n]; For input string: "x"',
        },
      ],
    });
  });

  it('takes a flood stage for a block, by item and as a whole', () => {
    expect(outcomes(flood, flood)).toMatchObject({ failure: { kind: 'blocked' } });
    expect(outcomes({ index: { status: 200 } }, flood)).toMatchObject({
      outcomes: [{ kind: 'stored' }, { kind: 'blocked' }],
    });
    const noMaster = item(503, 'cluster_block_exception', 'blocked by: [SERVICE_UNAVAILABLE/2/no master];');
    expect(outcomes(noMaster)).toMatchObject({ outcomes: [{ kind: 'retry' }] });
  });

  it.each([
    [item(404, 'index_not_found_exception'), 'HR-ELASTIC-014'],
    [item(400, 'index_closed_exception'), 'HR-ELASTIC-015'],
    [
      item(400, 'illegal_argument_exception', 'no write index is defined for alias [orders].'),
      'HR-ELASTIC-015',
    ],
    [item(403, 'security_exception'), 'HR-ELASTIC-010'],
  ])('gives up for %j', (hopeless, code) => {
    expect(() => outcomes(hopeless)).toThrow(code);
  });

  it('tells what became of a request that failed as a whole', () => {
    const overload = { error: { type: 'es_rejected_execution_exception', reason: 'full' }, status: 429 };
    expect(failure(429, overload, { 'retry-after': '3' })).toEqual({
      kind: 'retry',
      reason: 'es_rejected_execution_exception: full',
      retryAfterMs: 3000,
    });
    expect(failure(502, '<html>bad gateway</html>')).toEqual({ kind: 'retry', reason: 'status 502' });
    expect(failure(413)).toEqual({ kind: 'too_large', reason: 'status 413' });
    expect(
      failure(400, { error: { type: 'action_request_validation_exception', reason: 'id' } }),
    ).toMatchObject({
      kind: 'too_large',
    });
    const readOnly = {
      error: { type: 'cluster_block_exception', reason: 'blocked by: [FORBIDDEN/6/cluster]' },
    };
    expect(failure(403, readOnly)).toMatchObject({ kind: 'blocked' });
    expect(() => failure(401)).toThrow('HR-ELASTIC-009');
    expect(() => failure(403)).toThrow('HR-ELASTIC-010');
    expect(() => failure(415)).toThrow('HR-ELASTIC-013');
  });

  it('is tried again when it cannot be understood', () => {
    expect(failure(200, { errors: true, items: [] })).toMatchObject({ kind: 'retry' });
    expect(failure(200, '')).toMatchObject({ kind: 'retry' });
  });
});
