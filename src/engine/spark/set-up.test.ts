import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CommandResult, RunCommand } from './command.ts';
import { setUpSpark } from './set-up.ts';
import { neededPackages } from './spark-home.ts';

let home: string;
beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'headrace setup ')), 'home');
});
afterEach(() => rmSync(join(home, '..'), { recursive: true, force: true }));

const ok = (stdout = ''): CommandResult => ({ code: 0, stdout, stderr: '' });

/** A machine on which programs do what their real ones do to the disk, and no more. */
function machine({ maven = true, pip = true, python = '3.11.7' } = {}): { run: RunCommand; said: string[] } {
  const said: string[] = [];
  const jars = join(home, 'jars');
  const versions: Record<string, string> = { pyspark: '4.2.1', pandas: '2.3.3' };
  let installed = false;
  const run: RunCommand = async (program, args) => {
    const line = args.join(' ');
    if (args[0] === '-version') return { ...ok(), stderr: 'openjdk version "17.0.1"' };
    if (program === 'mvn') {
      if (!maven) return { code: undefined, stdout: '', stderr: '' };
      const [, name, version] = /io\.delta:([^:]+):(\S+)/.exec(line) ?? [];
      const folder = /-DoutputDirectory=(.+)$/.exec(line)?.[1] ?? '';
      writeFileSync(join(folder, `${name}-${version}.jar`), '');
      said.push(`mvn ${name}`);
    } else if (line.startsWith('-m venv')) {
      said.push('venv');
      mkdirSync(join(home, 'bin'), { recursive: true });
      writeFileSync(join(home, 'bin', 'python'), '');
    } else if (line.includes('pip install')) {
      said.push('pip');
      if (!pip) return { code: 1, stdout: '', stderr: 'ERROR: No matching distribution' };
      installed = true;
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
      const delta = installed ? readdirSync(jars).filter((name) => name.startsWith('delta-')) : [];
      return ok(
        JSON.stringify({
          python,
          packages: Object.fromEntries(packages),
          jars: installed ? jars : null,
          delta,
        }),
      );
    }
    return ok();
  };
  return { run, said };
}

const setUp = (run: RunCommand): Promise<unknown> =>
  setUpSpark({ env: { HEADRACE_SPARK_HOME: home }, python: 'python3', onStep: () => {}, run });

it('makes an environment, and has nothing to do the second time', async () => {
  const { run, said } = machine();
  await setUp(run);
  expect(said.splice(0)).toEqual(['venv', 'pip', 'mvn delta-spark_4.2_2.13', 'mvn delta-storage']);
  await setUp(run);
  expect(said).toEqual([]);
});

it('fetches Delta through Spark where Maven is not installed', async () => {
  const { run, said } = machine({ maven: false });
  await setUp(run);
  expect(said).toEqual(['venv', 'pip', 'spark']);
});

it('says which step failed, and what it said', async () => {
  await expect(setUp(machine({ pip: false }).run)).rejects.toMatchObject({
    problems: [{ code: 'HR-SPARK-002', message: expect.stringMatching(/\(pip\): ERROR: No matching/) }],
  });
  rmSync(home, { recursive: true });
  await expect(setUp(machine({ python: '3.8.1' }).run)).rejects.toThrow(/Python 3\.8\.1, but 3\.10 or newer/);
});
