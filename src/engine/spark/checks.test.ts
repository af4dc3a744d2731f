import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sparkChecks } from './checks.ts';
import type { CommandResult, RunCommand } from './command.ts';
import { findSparkHome } from './find-spark-home.ts';

const complete = {
  python: '3.11.7',
  pip: true,
  packages: {
    pyspark: '4.2.1',
    pandas: '2.3.3',
    pyarrow: '26.0.1',
    grpcio: '1.85.1',
    'grpcio-status': '1.85.1',
    PyYAML: '6.0.3',
  },
  jars: '/jars',
  delta: ['delta-spark_4.2_2.13-4.4.0.jar', 'delta-storage-4.4.0.jar'],
};

function machine(java: string | undefined, contents: object): RunCommand {
  const said = (stdout: string, stderr = ''): CommandResult => ({ code: 0, stdout, stderr });
  return async (program, args) => {
    if (args[0] === '-version') {
      return java === undefined
        ? { code: undefined, stdout: '', stderr: '' }
        : said('', `openjdk version "${java}"`);
    }
    return program === 'python3' ? said('3.11.7\n') : said(JSON.stringify(contents));
  };
}

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'headrace spark home '));
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'python'), '');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function wrong(java: string | undefined, contents: object): Promise<Record<string, string>> {
  const checks = await sparkChecks({ HEADRACE_SPARK_HOME: home }, machine(java, contents));
  return Object.fromEntries(checks.filter(({ ok }) => !ok).map(({ name, found }) => [name, found]));
}

describe('sparkChecks', () => {
  it('finds nothing wrong where all is there', async () => {
    expect(await wrong('17.0.15', complete)).toEqual({});
    expect(await wrong('21', complete)).toEqual({});
  });

  it('names everything that is missing, old or too new', async () => {
    expect(await wrong(undefined, complete)).toEqual({ Java: 'none' });
    expect(await wrong('11.0.2', complete)).toEqual({ Java: 'Java 11' });
    expect(await wrong('1.8.0_392', complete)).toEqual({ Java: 'Java 8' });
    const other = await sparkChecks(
      { HEADRACE_SPARK_HOME: home, JAVA_HOME: '/old' },
      machine('11', complete),
    );
    expect(other[0]?.found).toBe('Java 11 in JAVA_HOME (/old)');
    const packages = { ...complete.packages, pyspark: '4.1.0', pandas: '3.0.1', grpcio: null };
    expect(await wrong('17', { ...complete, packages, delta: ['delta-storage-4.4.0.jar'] })).toEqual({
      Spark: 'pyspark 4.1.0',
      'Python packages': 'pandas 3.0.1, no grpcio',
      Delta: 'without delta-spark_4.2_2.13-4.4.0.jar',
    });
  });

  it('asks for Python only where the environment has still to be made', async () => {
    rmSync(home, { recursive: true });
    const checks = await sparkChecks({ HEADRACE_SPARK_HOME: home }, machine('17', complete));
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['Java', true],
      ['Python', true],
      ['Spark', false],
    ]);
  });
});

describe('findSparkHome', () => {
  it('says all that is missing at once, and is a mistake of set-up', async () => {
    const run = machine(undefined, { ...complete, delta: [] });
    await expect(findSparkHome({ HEADRACE_SPARK_HOME: home }, run)).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ code: 'HR-SPARK-001', message: expect.stringMatching(/Java \(none\); Delta \(without/) }],
    });
  });
});
