import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { installElasticsearch, missingForElasticsearch } from './elasticsearch-install.ts';
import { httpCall } from './http-call.ts';
import { missingForPostgres } from './postgres-install.ts';

/** The one Elasticsearch of all test files. Tests keep apart by prefixes. */
export interface SharedElasticsearch {
  readonly url: string;
  /** A start for names of indices that nobody else has. Its indices are removed after the suite. */
  freshPrefix(): string;
}

/** The one Postgres of all test files. Tests keep apart by databases. */
export interface SharedPostgres {
  readonly url: string;
  /** Creates a database and answers its URL. It is dropped after the suite, whoever is connected. */
  freshDatabase(options?: {
    /** Sorts as ICU does for English, instead of by code point. */
    readonly icu?: boolean;
  }): Promise<string>;
}

/** What a suite needs; `own elasticsearch` is for those that start one with `startElasticsearch`. */
export type Need = 'elasticsearch' | 'postgres' | 'own elasticsearch' | 'own postgres';

export function missingFor(need: Need): string | undefined {
  switch (need) {
    case 'elasticsearch':
      return process.env.ELASTICSEARCH_URL ? undefined : missingForElasticsearch();
    case 'own elasticsearch':
      return missingForElasticsearch();
    case 'postgres':
      return process.env.HEADRACE_TEST_POSTGRES_URL ? undefined : missingForPostgres();
    case 'own postgres':
      return missingForPostgres();
  }
}

export interface Clean {
  clean(): Promise<void>;
}

/** `ELASTICSEARCH_URL`, or else the one that the test run starts. */
export async function sharedElasticsearch(): Promise<SharedElasticsearch & Clean> {
  const url = process.env.ELASTICSEARCH_URL || (await ask('elasticsearch'));
  const prefixes: string[] = [];
  return {
    url,
    freshPrefix() {
      const prefix = `t-${randomName()}-`;
      prefixes.push(prefix);
      return prefix;
    },
    async clean() {
      for (const prefix of prefixes) {
        const found = await httpCall(new URL(`/_cat/indices/${prefix}*?h=index&expand_wildcards=all`, url));
        const names = found.body.split('\n').filter(Boolean);
        for (const name of names) await httpCall(new URL(`/${name}`, url), { method: 'DELETE' });
      }
    },
  };
}

/** `HEADRACE_TEST_POSTGRES_URL`, or else the one that the test run starts. */
export async function sharedPostgres(): Promise<SharedPostgres & Clean> {
  const url = process.env.HEADRACE_TEST_POSTGRES_URL || (await ask('postgres'));
  const databases: string[] = [];
  return {
    url,
    async freshDatabase({ icu = false } = {}) {
      const database = `t_${randomName()}`;
      const order = icu ? "LOCALE_PROVIDER icu ICU_LOCALE 'en'" : "LOCALE 'C' LOCALE_PROVIDER libc";
      await execute(url, [`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' ${order}`]);
      databases.push(database);
      const own = new URL(url);
      own.pathname = `/${database}`;
      return own.href;
    },
    async clean() {
      await execute(
        url,
        databases.map((name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      );
    },
  };
}

/** Unpacks a server of one's own, so that no test has to wait for a download. */
export async function installOwn(need: Need): Promise<void> {
  if (need === 'own elasticsearch') await installElasticsearch();
}

async function ask(name: string): Promise<string> {
  const response = await fetch(new URL(name, inject('sharedServers')));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

async function execute(connectionString: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function randomName(): string {
  return randomBytes(5).toString('hex');
}
