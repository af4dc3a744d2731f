import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliResult, headrace, temporaryFolder } from '../cli/run-cli.ts';

const list = 'connectors/crm/tables.csv';
const lock = 'connectors/crm/tables.lock.json';

/** A list with the habits of a spreadsheet. */
const tables = [
  'source_table;pipeline_group;schedule;category;ingestion_type;weight;owner',
  'accounts;;;base;snapshot;600;"Ann; Bob"',
  'contacts;;;base;snapshot;500;TRUE',
  'calls;;;talk;append;120;01.02.2026',
  'mails;;;talk;append;100;',
  'users;;;base;snapshot;400;',
  '',
].join('\r\n');

function connector(files: Readonly<Record<string, string>> = {}): string {
  return temporaryFolder({ [list]: `\uFEFF${tables}`, ...files });
}

function plan(folder: string, ...argv: string[]): CliResult {
  return headrace(folder, 'connectors', 'plan', ...argv);
}

function planJson(folder: string, ...argv: string[]) {
  const { code, out, err } = plan(folder, '--json', ...argv);
  return { code, err, answer: JSON.parse(out || 'null') };
}

const text = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

describe('connectors plan', () => {
  it('writes groups and schedules into the list, leaves all else as it is, and writes the lock file', () => {
    const folder = connector();
    const { code, out, err } = plan(folder);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('crm: 5 tables in 2 pipelines, by category and ingestion type');
    expect(out).toContain('next: headrace connectors generate --csv connectors/crm/tables.csv');
    expect(text(folder, list)).toBe(
      `\uFEFF${tables
        .replaceAll(/;;;base/g, ';base_snapshot;0 0 * * *;base')
        .replaceAll(/;;;talk/g, ';talk_append;*/15 * * * *;talk')}`,
    );
    expect(JSON.parse(text(folder, lock))).toEqual({
      version: 1,
      group_by: 'category_and_ingestion_type',
      groups: {
        base_snapshot: { schedule: '0 0 * * *', flow: 'snapshot', num_workers: 1 },
        talk_append: { schedule: '*/15 * * * *', flow: 'streaming', num_workers: 1 },
      },
      tables: {
        accounts: 'base_snapshot',
        calls: 'talk_append',
        contacts: 'base_snapshot',
        mails: 'talk_append',
        users: 'base_snapshot',
      },
    });
    expect(plan(folder).out).toContain('the plan is as it was');
  });

  it('prints makespan, lower bound and certified gap, and the reason for a number that it chose', () => {
    const { code, out } = plan(connector(), '--auto', '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/class +schedule +tables +pipelines +longest +lower bound +gap\n/);
    expect(out).toMatch(/snapshot +0 0 \* \* \* +3 +3 +10 min +10 min +0 %, proven/);
    expect(out).toMatch(/recommended: \d pipelines\. Against \d it saves/);
    expect(out).toContain('would write');
  });

  it('writes nothing with --dry-run', () => {
    const folder = connector();
    expect(plan(folder, '--dry-run').code).toBe(0);
    expect(existsSync(join(folder, lock))).toBe(false);
    expect(text(folder, list)).toBe(`\uFEFF${tables}`);
  });

  it('refuses to move tables, shows what it would cost, and moves them when allowed', () => {
    const folder = connector();
    plan(folder);
    const before = [text(folder, list), text(folder, lock)];
    const refused = plan(folder, '--pipelines', '3');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('HR-CONNECTOR-006 This plan would move 1 table to another pipeline');
    expect(refused.out).toMatch(/accounts +base_snapshot +snapshot_2 +at least 10 min, \$0\.23/);
    expect([text(folder, list), text(folder, lock)]).toEqual(before);
    const { code, answer } = planJson(folder, '--pipelines', '3', '--allow-moves');
    expect(code).toBe(0);
    expect(answer.moves).toMatchObject([{ from: 'base_snapshot', seconds: 600 }]);
    expect(answer.written).toBe(true);
    expect(plan(folder, '--pipelines', '3').out).toContain('the plan is as it was');
  });

  it('keeps tables where they are, places new ones, and names those that are gone', () => {
    const folder = connector();
    plan(folder, '--pipelines', '3');
    const before = JSON.parse(text(folder, lock)).tables;
    const { users: _, ...left } = before;
    const changed = text(folder, list).replace(/users;.*\r\n/, 'deals;;;;snapshot;900;\r\n');
    writeFileSync(join(folder, list), changed.replace('talk;append;120', 'talk;append;9'));
    const { answer } = planJson(folder);
    expect(answer).toMatchObject({ added: ['deals'], removed: ['users'], moves: [] });
    expect(JSON.parse(text(folder, lock)).tables).toMatchObject(left);
  });

  it('counts the groups of a bundle that was generated without a plan', () => {
    const folder = connector();
    writeFileSync(join(folder, list), tables.replaceAll(';;;', ';mine;0 0 * * *;'));
    expect(planJson(folder, '--dry-run', '--schedule-append', '0 0 * * *').answer.moves).toEqual([]);
    mkdirSync(join(folder, 'connectors/crm/bundle'));
    writeFileSync(join(folder, 'connectors/crm/bundle/databricks.yml'), 'bundle: {name: crm}\n');
    const { code, answer } = planJson(folder, '--dry-run');
    expect(code).toBe(1);
    expect(answer.problems).toMatchObject([
      { message: expect.stringContaining('would move 2 tables to another pipeline: calls and mails') },
    ]);
  });

  it('corrects a list in which somebody moved a table, and says so', () => {
    const folder = connector();
    plan(folder);
    const before = text(folder, list);
    writeFileSync(join(folder, list), before.replace('users;base_snapshot', 'users;elsewhere'));
    const { code, err } = plan(folder);
    expect(code).toBe(0);
    expect(err).toContain('HR-CONNECTOR-007');
    expect(text(folder, list)).toBe(before);
  });

  it('reads connector.yml; flags win', () => {
    const settings =
      'connector_name: crm2\ngroup_by: none\nschedules: {snapshot: "0 6 * * *"}\nassumptions: {start_up_seconds: 60}\n';
    const folder = connector({ 'connectors/crm/connector.yml': settings });
    const { answer } = planJson(folder, '--dry-run', '--group-by', 'ingestion_type');
    expect(answer.pipelines.map((each: { schedule: string }) => each.schedule)).toEqual([
      '0 6 * * *',
      '*/15 * * * *',
    ]);
    expect(answer.assumptions.start_up_seconds).toBe(60);
    const { answer: own } = planJson(folder, '--dry-run');
    expect(own.pipelines).toHaveLength(1);
    expect(own.name).toBe('crm2');
    expect(planJson(folder, '--dry-run', '--connector-name', 'crm').answer.name).toBe('crm');
  });

  it('draws charts', () => {
    const folder = connector();
    const { code, out } = plan(
      folder,
      ...['--auto', '--compare', '--gantt-svg', 'plan.svg', '--trade-off-svg', 'money.svg'],
      ...['--requests-per-second', '20'],
    );
    expect(code).toBe(0);
    expect(out).toMatch(/one pipeline +░+█+▓+█+.* 34 min/);
    const svg = text(folder, 'plan.svg');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 800 \d+"/);
    expect(svg.match(/<rect[^>]*class="snapshot">/g)).toHaveLength(6);
    expect(svg).toMatch(/>Assumed: start-up 5 min, .*20 requests\/s for a connection\.</);
    expect(text(folder, 'money.svg')).toContain('class="chosen"');
  });

  it('refuses a chart of a trade-off that there is not, before anything is written', () => {
    const folder = connector();
    const { code, err } = plan(folder, '--trade-off-svg', 'money.svg');
    expect(code).toBe(2);
    expect(err).toContain('HR-CONNECTOR-013');
    expect(existsSync(join(folder, lock))).toBe(false);
  });
});
