import { describe, expect, it } from 'vitest';
import { faultOf, reasonOf } from './faults.ts';

describe('faultOf', () => {
  it.each([
    ['ECONNRESET', 'connection'],
    ['57P01', 'connection'],
    ['57P05', 'connection'],
    ['08006', 'connection'],
    ['57014', 'timeout'],
    ['25P03', 'timeout'],
    ['40001', 'passing'],
    ['53300', 'passing'],
    ['22P02', 'data'],
    ['42P01', 'lasting'],
  ])('%s is %s', (code, expected) => {
    expect(faultOf(Object.assign(new Error('x'), { code }))).toBe(expected);
  });

  it('knows what the driver says without a code', () => {
    expect(faultOf(new Error('Connection terminated unexpectedly'))).toBe('connection');
    expect(faultOf(new Error('out of cheese'))).toBe('lasting');
  });
});

describe('reasonOf', () => {
  it('is what all addresses answered', () => {
    const both = new AggregateError([
      new Error('connect ECONNREFUSED ::1:1'),
      new Error('connect ECONNREFUSED 127.0.0.1:1'),
    ]);
    expect(reasonOf(both)).toBe('connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1');
  });

  it('has the detail and no full stop', () => {
    expect(reasonOf(Object.assign(new Error('bad value.'), { detail: 'Token "x" is invalid.' }))).toBe(
      'bad value (Token "x" is invalid)',
    );
  });
});
