import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce } from './install-once.ts';
import { findJava, missingMaven } from './java.ts';
import { run } from './run.ts';
import { installRoot } from './service-user.ts';

const name = 'elasticsearch-8.19.21';
const artifact = 'org.elasticsearch.distribution.integ-test-zip:elasticsearch:8.19.21:zip';
const unpack = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack';

/** What keeps Elasticsearch from being started here, and what to do about it. */
export function missingForElasticsearch(): string | undefined {
  const java = findJava();
  if ('missing' in java) return java.missing;
  return existsSync(join(installRoot(), name)) ? undefined : missingMaven();
}

/** The folder of a real Elasticsearch: a small build of Elastic's own, from Maven Central. */
export async function installElasticsearch(): Promise<string> {
  const folder = await installOnce(name, async (part) => {
    const arguments_ = ['-q', '-B', unpack, `-Dartifact=${artifact}`, `-DoutputDirectory=${part}`];
    await run('mvn', arguments_, { cwd: part });
  });
  return join(folder, name);
}
