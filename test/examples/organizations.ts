import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'vitest';
import { copyExample } from './copy-example.ts';

export interface OrganizationsRun {
  /** Of the folder, which is a copy. */
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Stands before the names of indexes, which are otherwise the example's. */
  readonly prefix?: string;
}

/** Runs the example twice, as somebody would who likes it, and expects of both runs what its README says. */
export async function expectOrganizationsToRunTwice({ name, env = {}, prefix = '' }: OrganizationsRun) {
  const example = copyExample('organizations', name, (text) =>
    text
      .replaceAll('example-organizations', `${prefix}organizations`)
      .replaceAll('example-countries', `${prefix}countries`),
  );
  try {
    for (const run of ['first', 'second']) {
      const { output, code } = await outputOf(example.folder, env);
      expect(code, `the ${run} run printed:\n${output}`).toBe(0);
      expect(output).toMatch(
        /\$ headrace sync --full\n.*: full, about 4,000 records\n✓ .* 4,000 records read and 4,000 stored /,
      );
      expect(output).toMatch(/ 1\. .*\n {4}.* solar panels for .*\.\n/);
      expect(output).toMatch(/sector: energy \d+ .*\nsize: small \d+ /);
      expect(output).toMatch(/in Finland with 1,500 employees or more.*\n {2}2038 /);
      expect(output).toMatch(
        /in Norway, nearest to "boats without diesel":\n(.* electric ferries for .*\n){3}/,
      );
      expect(output).toMatch(/by words and by meaning:\n(.* crop insurance .*\n){3}/);
      expect(output).toMatch(/69 rows changed, 11 deleted\n\n\$ headrace sync --deletes\n.*: incremental/);
      expect(output).toMatch(/✓ .*: 69 records read, 69 stored and 11 deleted in /);
      expect(output).toMatch(/✓ .* are equal: 3,989 records\n/);
      expect(output).toMatch(/load country_records -> .*\n✓ .*: 10 records read and 10 stored/);
      expect(output).toMatch(/"city": "Tromsø",\n +"population": 77992\n/);
    }
  } finally {
    example.remove();
  }
}

async function outputOf(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<{ output: string; code: unknown }> {
  const { DATABASE_URL: _, ELASTICSEARCH_URL: __, ...clean } = process.env;
  const child = spawn(process.execPath, [join(folder, 'start.ts')], {
    // Nothing depends on where it is started.
    cwd: '/',
    env: { ...clean, NO_COLOR: '1', ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { output, code };
}
