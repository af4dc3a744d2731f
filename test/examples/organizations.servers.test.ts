import { it } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { expectOrganizationsToRunTwice } from './organizations.ts';

describeWithServers('the example with organizations', ['elasticsearch', 'postgres'], (servers) => {
  it('syncs from Postgres to Elasticsearch, as often as one likes', { timeout: 240_000 }, async () => {
    const { elasticsearch, postgres } = servers;
    await expectOrganizationsToRunTwice({
      name: 'organizations with servers',
      env: { DATABASE_URL: await postgres.freshDatabase(), ELASTICSEARCH_URL: elasticsearch.url },
      prefix: elasticsearch.freshPrefix(),
    });
  });
});
