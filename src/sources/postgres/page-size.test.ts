import { describe, expect, it } from 'vitest';
import { PageSize } from './page-size.ts';

describe('PageSize', () => {
  it('is what was asked for while rows are short', () => {
    const page = new PageSize(10_000, 0);
    expect(page.rows).toBe(10_000);
    page.read(10_000, 10_000 * 400);
    expect(page.rows).toBe(10_000);
  });

  it('shrinks at once with long rows, to one row if they are huge, and recovers', () => {
    const page = new PageSize(10_000, 500);
    page.read(10, 10 * 20_000_000);
    expect(page.rows).toBe(1);
    for (let i = 0; i < 30; i++) page.read(1, 100);
    expect(page.rows).toBe(10_000);
  });

  it('halves what the server has no time for', () => {
    const page = new PageSize(10_000, 500);
    page.tooLarge();
    page.tooLarge();
    expect(page.rows).toBe(2097);
    for (let i = 0; i < 20; i++) page.tooLarge();
    expect(page.rows).toBe(1);
  });
});
