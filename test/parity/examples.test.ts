import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/docs/generate.ts';
import { Project } from '../support/project.ts';

/** A copy of an example in a temporary folder: running it leaves nothing behind. */
function example(name: string): Project {
  const project = new Project({}, `headrace ${name} `);
  cpSync(join(root, 'examples', name), project.root, {
    recursive: true,
    filter: (path) => !/[/\\]\.headrace$/.test(path),
  });
  return project;
}

describe('the library', () => {
  it('says what its README says', async () => {
    const project = example('library');
    const run = await project.built();
    expect(run.all('warning')).toEqual([]);
    const rows = Object.fromEntries(run.all('table_finished').map(({ table, rows }) => [table, rows]));
    expect(rows).toEqual({
      branches: 5,
      members: 32,
      books: 36,
      loans: 453,
      payments: 29,
      loan_states: 239,
      months: 6,
      fines: 91,
      member_months: 180,
      catalogue: 36,
      overdue: 20,
      member_accounts: 33,
      branch_months: 25,
      reading_streaks: 28,
      data_checks: 6,
    });
    // Whoever joined on a leap day has an anniversary all the same; who is no member has an account.
    expect(
      await project.query(
        'SELECT member_id, first_anniversary FROM member_accounts WHERE member_id IN (100, 999) ORDER BY member_id',
      ),
    ).toEqual([
      { member_id: 100, first_anniversary: '2025-02-28' },
      { member_id: 999, first_anniversary: null },
    ]);
    expect(await project.values('SELECT max(fine) FROM fines')).toEqual([8]);
    expect(
      await project.values(
        "SELECT count(*) FROM branch_months WHERE branch = 'Northgate' AND month < '2026-03-01'",
      ),
    ).toEqual([0]);
    expect(
      await project.query('SELECT next_step, count(*) AS n FROM overdue GROUP BY ALL ORDER BY next_step'),
    ).toEqual([
      { next_step: 'call', n: 7 },
      { next_step: 'find out who this is', n: 2 },
      { next_step: 'send a mail', n: 4 },
      { next_step: 'write a letter', n: 7 },
    ]);
  });

  it('has a catalogue to search', async () => {
    const project = example('library');
    await project.built('catalogue', '+catalogue', '--index');
    const { stdout } = await project.start(['search', 'war', '--index', 'catalogue', '--json']).end();
    expect(stdout).toContain('The War of the Worlds');
  });
});

describe('the web shop', () => {
  it('says what its README says', async () => {
    const project = example('webshop');
    const run = await project.built();
    expect(run.all('warning')).toEqual([]);
    const rows = Object.fromEntries(run.all('table_finished').map(({ table, rows }) => [table, rows]));
    expect(rows).toEqual({
      products: 16,
      events: 420,
      event_items: 366,
      event_properties: 233,
      sessions: 70,
      payments: 18,
      product_records: 16,
      attribute_values: 9,
      baskets: 18,
      bought_together: 26,
      campaign_results: 5,
      funnel: 18,
    });
    expect(
      await project.query(
        "SELECT sku, list_sort(attribute_names) AS names, size.length AS length FROM product_records WHERE sku IN ('CUP-E', 'VOUCHER', 'LAMP-C') ORDER BY sku",
      ),
    ).toEqual([
      { sku: 'CUP-E', names: ['colour', 'material'], length: null },
      { sku: 'LAMP-C', names: ['colour', 'lumen'], length: 12 },
      { sku: 'VOUCHER', names: null, length: null },
    ]);
    // An answer that breaks off is an order all the same.
    expect(await project.query('SELECT count(*) AS n, count(method) AS read FROM payments')).toEqual([
      { n: 18, read: 17 },
    ]);
    expect(await project.values("SELECT sum(ordered) FROM funnel WHERE device = 'bot'")).toEqual([0]);
  });
});
