import { describe, expect, it } from 'vitest';
import { readFlowEvent } from './events.ts';

describe('readFlowEvent', () => {
  it('reads what Spark says about flows', () => {
    const said = [
      'Flow spark_catalog.default.orders is PLANNING.',
      'Flow spark_catalog.default.orders is STARTING.',
      'Flow spark_catalog.shop.orders has COMPLETED.',
      "Flow 'spark_catalog.default.orders' has FAILED.\nError: [CAST_INVALID_INPUT] no\nmore",
      "Failed to resolve flow: 'spark_catalog.default.orders'.\nError: what",
      "Failed to resolve flow due to upstream failure: 'spark_catalog.default.orders'.\nError: what",
      "Flow 'spark_catalog.default.orders' SKIPPED due to upstream failure(s).",
    ].map(readFlowEvent);
    expect(said.map((event) => event?.table)).toEqual(Array(7).fill('orders'));
    expect(said.map((event) => event?.status)).toEqual([
      'started',
      'started',
      'completed',
      'failed',
      'unresolved',
      'blocked',
      'blocked',
    ]);
    expect(said.map((event) => event?.error).slice(2, 5)).toEqual([
      undefined,
      '[CAST_INVALID_INPUT] no\nmore',
      'what',
    ]);
  });

  it('leaves alone what says nothing new', () => {
    for (const message of [
      'Run is COMPLETED.',
      'Flow spark_catalog.default.orders is QUEUED.',
      'Flow spark_catalog.default.orders is RUNNING.',
      "Flow 'spark_catalog.default.orders' is EXCLUDED.",
    ])
      expect(readFlowEvent(message)).toBeUndefined();
  });

  it('knows flows without a catalog, and views', () => {
    expect(readFlowEvent("Failed to resolve flow: '__source_orders'.\nError: x")?.table).toBe(
      '__source_orders',
    );
  });
});
