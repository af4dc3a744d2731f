import { expect, it } from 'vitest';
import { startServer } from './start-server.ts';
import { MemoryDurable } from './testing/memory-durable.ts';

it('says so when its port is none', async () => {
  const started = startServer({
    ...{ durable: new MemoryDurable(), access: { kind: 'loopback' }, host: '127.0.0.1', port: 99_999 },
    ...{ job: undefined, publicUrl: undefined, onFailure: () => {} },
  });
  await expect(started).rejects.toMatchObject({ exitCode: 2, problems: [{ code: 'HR-SERVE-016' }] });
});
