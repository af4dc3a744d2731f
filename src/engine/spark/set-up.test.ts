import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CommandResult, RunCommand } from './command.ts';
import { setUpSpark } from './set-up.ts';
import { neededPackages } from './spark-home.ts';

let home: string;
beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'headrace setup ')), 'home');
  steps.length = 0;
});
afterEach(() => rmSync(join(home, '..'), { recursive: true, force: true }));

const ok = (stdout = ''): CommandResult => ({ code: 0, stdout, stderr: '' });

interface Weather {
  readonly maven?: boolean;
  /** How often pip fails before it works. */
  readonly broken?: number;
  readonly python?: string;
  /** Told before a program begins. */
  readonly onRun?: (program: string) => Promise<void> | void;
}

/** A machine on which programs do what their real ones do to the disk, and no more. */
function machine({ maven = true, broken = 0, python = '3.11.7', onRun = () => {} }: Weather = {}): {
  run: RunCommand;
  said: string[];
} {
  const said: string[] = [];
  const jars = join(home, 'jars');
  const flag = join(home, 'installed');
  const versions: Record<string, string> = { pyspark: '4.2.1', pandas: '2.3.3' };
  let failures = broken;
  const run: RunCommand = async (program, args) => {
    const line = args.join(' ');
    const installed = existsSync(flag);
    if (args[0] === '-version') return { ...ok(), stderr: 'openjdk version "17.0.1"' };
    if (program === 'mvn') {
      if (!maven) return { code: undefined, stdout: '', stderr: '' };
      const [, name, version] = /io\.delta:([^:]+):(\S+)/.exec(line) ?? [];
      if (name === undefined) return ok();
      const folder = /-DoutputDirectory=(.+)$/.exec(line)?.[1] ?? '';
      writeFileSync(join(folder, `${name}-${version}.jar`), '');
      said.push(`mvn ${name}`);
    } else if (line.includes('-m venv')) {
      said.push('venv');
      mkdirSync(join(home, 'bin'), { recursive: true });
      writeFileSync(join(home, 'bin', 'python'), '');
    } else if (line.includes(' install --quiet')) {
      said.push(line.includes('--no-cache-dir') ? 'pip without cache' : 'pip');
      await onRun('pip');
      failures -= 1;
      if (failures >= 0) return { code: 1, stdout: '', stderr: 'ERROR: No matching distribution' };
      writeFileSync(flag, '');
      mkdirSync(jars);
    } else if (line.includes('spark.jars.packages')) {
      said.push('spark');
      mkdirSync(join(args.at(-1) ?? '', 'jars'));
      for (const artifact of (args.at(-2) ?? '').split(',')) {
        const [group, name, version] = artifact.split(':');
        writeFileSync(join(args.at(-1) ?? '', 'jars', `${group}_${name}-${version}.jar`), '');
      }
    } else if (line.includes('platform.python_version()') && !line.includes('find_spec'))
      return ok(`${python}\n`);
    else {
      const packages = neededPackages.map((name) => [name, installed ? (versions[name] ?? '1') : null]);
      return ok(
        JSON.stringify({
          ...{ python, pip: true, packages: Object.fromEntries(packages), jars: installed ? jars : null },
          delta: installed ? readdirSync(jars).filter((name) => name.startsWith('delta-')) : [],
        }),
      );
    }
    return ok();
  };
  return { run, said };
}

const steps: string[] = [];
const setUp = (run: RunCommand, signal?: AbortSignal): Promise<unknown> => {
  const onStep = (text: string): void => void steps.push(text);
  const env = { HEADRACE_SPARK_HOME: home };
  return setUpSpark({ env, python: 'python3', onStep, run, ...(signal && { signal }) });
};

const all = ['venv', 'pip', 'mvn delta-spark_4.2_2.13', 'mvn delta-storage'];

it('makes an environment, and has nothing to do the second time', async () => {
  const { run, said } = machine();
  await setUp(run);
  expect(said.splice(0)).toEqual(all);
  await setUp(run);
  expect(said).toEqual([]);
});

it('fetches Delta through Spark where Maven is not installed', async () => {
  const { run, said } = machine({ maven: false });
  await setUp(run);
  expect(said).toEqual(['venv', 'pip', 'spark']);
});

it('tries a broken download once more, without what was kept of it', async () => {
  const { run, said } = machine({ broken: 1 });
  await setUp(run);
  expect(said.slice(0, 3)).toEqual(['venv', 'pip', 'pip without cache']);
  expect(steps).toContain('pip failed; trying once more');
});

it('says which step failed, and what it said', async () => {
  await expect(setUp(machine({ broken: 2 }).run)).rejects.toMatchObject({
    problems: [{ code: 'HR-SPARK-002', message: expect.stringMatching(/\(pip\): ERROR: No matching/) }],
  });
  rmSync(home, { recursive: true });
  await expect(setUp(machine({ python: '3.8.1' }).run)).rejects.toThrow(/Python 3\.8\.1, but 3\.10 or newer/);
});

it('is done once by several at a time', async () => {
  const { run, said } = machine({ onRun: () => new Promise((resolve) => setTimeout(resolve, 300)) });
  await Promise.all([setUp(run), setUp(run)]);
  expect(said).toEqual(all);
  expect(steps).toContain('waiting for another set-up to end');
});

it('goes on from where it was interrupted', async () => {
  const stop = new AbortController();
  await expect(setUp(machine({ broken: 9, onRun: () => stop.abort() }).run, stop.signal)).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
  mkdirSync(join(home, 'jars'));
  writeFileSync(join(home, 'installed'), '');
  mkdirSync(join(home, 'jars', '.delta-half'));
  const { run, said } = machine();
  await setUp(run);
  expect(said).toEqual(all.slice(2));
  expect(readdirSync(join(home, 'jars')).filter((name) => !name.endsWith('.jar'))).toEqual([]);
});
