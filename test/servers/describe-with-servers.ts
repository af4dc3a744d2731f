import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  type Clean,
  installOwn,
  missingFor,
  type Need,
  type SharedElasticsearch,
  type SharedPostgres,
  sharedElasticsearch,
  sharedPostgres,
} from './shared.ts';

/** To be used in tests and hooks: when the suite is collected, nothing has been started yet. */
export interface Servers {
  readonly elasticsearch: SharedElasticsearch;
  readonly postgres: SharedPostgres;
}

/** The first start may have to download a server. */
const patience = 600_000;

/**
 * A suite that needs real servers. Where one cannot be started the suite is skipped, and its name says what
 * to install; on CI that is a failure, so that a green run is one that tested everything.
 */
export function describeWithServers(
  name: string,
  needs: readonly Need[],
  body: (servers: Servers) => void,
): void {
  const missing = [...new Set(needs.map(missingFor).filter((text) => text !== undefined))].join('; ');
  if (missing && process.env.CI) {
    describe(name, () => {
      it('has the servers that it needs', () => {
        throw new Error(missing);
      });
    });
    return;
  }
  const started: { elasticsearch?: SharedElasticsearch & Clean; postgres?: SharedPostgres & Clean } = {};
  const servers: Servers = {
    get elasticsearch() {
      return known(started.elasticsearch, 'elasticsearch');
    },
    get postgres() {
      return known(started.postgres, 'postgres');
    },
  };
  describe.skipIf(missing)(missing ? `${name} (${missing})` : name, () => {
    beforeAll(async () => {
      await Promise.all(
        needs.map(async (need) => {
          if (need === 'elasticsearch') started.elasticsearch = await sharedElasticsearch();
          else if (need === 'postgres') started.postgres = await sharedPostgres();
          else await installOwn(need);
        }),
      );
    }, patience);
    afterAll(async () => {
      await Promise.all([started.elasticsearch?.clean(), started.postgres?.clean()]);
    });
    body(servers);
  });
}

function known<T>(server: T | undefined, need: Need): T {
  if (server === undefined)
    throw new Error(`"${need}" is not there: name it in the needs, and use it in tests or hooks only`);
  return server;
}
