import { describe, expect, it } from 'vitest';
import type { Problem } from '../../kernel/index.ts';
import { ingestConfig } from './table-config.ts';

function config(values: Record<string, string>): {
  result: ReturnType<typeof ingestConfig>;
  problems: Problem[];
} {
  const problems: Problem[] = [];
  return { result: ingestConfig('orders', values, undefined, problems), problems };
}

describe('the configuration of a table', () => {
  it('has lists where pipelines want lists, and texts for the connector', () => {
    const { result, problems } = config({
      scd_type: 'scd_type_2',
      primary_keys: '["id","valid_from"]',
      cluster_by: 'region, day',
      sequence_by: 'updated_at',
      page_size: '100',
    });
    expect(problems).toEqual([]);
    expect(result).toEqual({
      controls: {
        scd_type: 'SCD_TYPE_2',
        primary_keys: ['id', 'valid_from'],
        cluster_by: ['region', 'day'],
        sequence_by: 'updated_at',
      },
      options: { page_size: '100' },
    });
  });

  it('has several keys where they are written with commas, not one with a comma in its name', () => {
    expect(config({ primary_keys: 'id, name' }).result.controls.primary_keys).toEqual(['id', 'name']);
  });

  it.each([
    ['scd_type', 'SCD_TYPE_3', 'Did you mean SCD_TYPE_1'],
    ['scd_type', 'append', 'APPEND_ONLY'],
    ['primary_keys', '["id"', 'Write it as a list'],
    ['primary_keys', '[1]', 'Write it as a list'],
    ['cluster_by', ' ', 'Write it as a list'],
    ['sequence_by', 'a,b', 'by one column'],
    ['primary_key', 'id', 'Write primary_keys'],
    ['SCD-Type', 'SCD_TYPE_2', 'Write scd_type'],
  ])('refuses %s: %s', (key, value, hint) => {
    const { problems } = config({ [key]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.code).toBe('HR-INGEST-020');
    expect(problems[0]?.hint).toContain(hint);
  });

  it('refuses what is named like a secret, and does not print it', () => {
    const { problems } = config({ api_key: 'hunter2hunter2', page_token_limit: '5' });
    expect(problems.map(({ code }) => code)).toEqual(['HR-INGEST-021']);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});
