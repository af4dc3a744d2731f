import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresSource } from './postgres-source.ts';
import { readAll, textOf } from './testing/tables.ts';

describe('PGlite, with pgvector', () => {
  let database: PGlite;
  let server: PGLiteSocketServer;
  beforeAll(async () => {
    database = await PGlite.create({ extensions: { vector } });
    await database.exec('CREATE EXTENSION vector');
    server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0, maxConnections: 10 });
    await server.start();
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  it('is read like any Postgres; vectors are lists of numbers', async () => {
    await database.exec(`CREATE TABLE v (id int PRIMARY KEY, v vector(3), h halfvec(2), s sparsevec(4), many vector(2)[]);
      INSERT INTO v VALUES (1, '[0,-2.5,1e-7]', '[1,2]', '{1:1,3:2}/4', NULL), (2, NULL, NULL, NULL, '{}')`);
    const settings = { url: `postgres://postgres:any@${server.getServerConn()}/postgres` };
    const source = await postgresSource({ settings, table: 'v' });
    expect((await readAll(source)).map(textOf)).toEqual([
      '{"id":1,"v":[0,-2.5,1e-07],"h":[1,2],"s":[1,0,2,0],"many":null}',
      '{"id":2,"v":null,"h":null,"s":null,"many":[]}',
    ]);
    expect(source.fields.slice(1, 4)).toEqual([
      { name: 'v', type: 'vector', list: false, dimensions: 3 },
      { name: 'h', type: 'vector', list: false, dimensions: 2 },
      { name: 's', type: 'vector', list: false, dimensions: 4 },
    ]);
    expect(await source.hashes.bucketSums(16)).toMatchObject([{ bucket: 0, count: 2 }]);
  });
});
