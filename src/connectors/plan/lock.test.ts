import { describe, expect, it } from 'vitest';
import { formatPlanLock, type PlanLock, parsePlanLock } from './lock.ts';

const lock: PlanLock = {
  groupBy: 'balanced',
  pipelines: 'auto',
  groups: new Map([
    ['b', { schedule: '0 0 * * *', connection: undefined, flow: 'snapshot', numWorkers: 2 }],
    ['a', { schedule: '*/5 * * * *', connection: 'crm', flow: 'streaming', numWorkers: 1 }],
  ]),
  tables: new Map([
    ['__proto__', 'b'],
    ['orders', 'a'],
  ]),
};

describe('lock file', () => {
  it('comes back as it was written', () => {
    expect(parsePlanLock('x.lock.json', formatPlanLock(lock))).toEqual(lock);
  });

  it('has a line for each table, in the order of names', () => {
    expect(formatPlanLock(lock)).toContain(
      '  "tables": {\n    "__proto__": "b",\n    "orders": "a"\n  }\n}\n',
    );
    expect(formatPlanLock(lock).indexOf('"a": {')).toBeLessThan(formatPlanLock(lock).indexOf('"b": {'));
  });

  it.each([
    ['{', 'it is no JSON'],
    ['{}', 'it has no version'],
    ['{"version":1,"group_by":"none","groups":{},"tables":{"t":"g"}}', '"t" is in a group that is not there'],
    ['{"version":1,"group_by":"none","groups":{"g":{}},"tables":{}}', 'lacks its schedule or flow'],
    ['{\n<<<<<<< HEAD\n}', 'marks of a merge conflict'],
    ['{"version":2}', 'has version 2'],
  ])('refuses %s', (text, reason) => {
    expect(() => parsePlanLock('x.lock.json', text)).toThrow(reason);
  });
});
