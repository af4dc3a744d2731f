import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Another run of vitest, on a machine without Java. */
function withoutJava(env: Readonly<Record<string, string>>): { status: number | null; output: string } {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', '--reporter=verbose', 'test/servers/elasticsearch.servers.test.ts'],
    {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        NO_COLOR: '1',
        JAVA_HOME: '/there/is/none',
        ELASTICSEARCH_URL: '',
        CI: '',
        ...env,
      },
    },
  );
  return { status, output: stdout + stderr };
}

describe('without Java, a suite that needs Elasticsearch', () => {
  it('is skipped, and says what to install', () => {
    const { status, output } = withoutJava({});
    expect(output).toMatch(/↓.* the shared Elasticsearch \(Java 17 or newer is missing: install it/);
    expect(output).toMatch(/2 skipped/);
    expect(status).toBe(0);
  });

  it('fails on CI', () => {
    const { status, output } = withoutJava({ CI: 'true' });
    expect(output).toContain('Java 17 or newer is missing: install it');
    expect(status).toBe(1);
  });
});
