import { describe, expect, it } from 'vitest';
import { chooseSeed, randomFrom } from '../support/kill-loop.ts';
import { expectAllWell, killServers, startBoth, withScene } from './support/killed-server.ts';

const minutes = 60_000;

/** Where the process may be killed, as `kill -9` would. */
const crashPoints = [
  'job:before-start',
  'job:after-start',
  'job:after-start:3',
  'promise:before-settle',
  'promise:after-settle',
  'notice:before-send',
  'notice:after-send',
  'tables:after-run',
  'durable:before-commit:9',
  'durable:after-commit:14',
];

describe('a server that is killed', () => {
  it.each(crashPoints)('at %s goes on as if nothing had been', { timeout: 2 * minutes }, async (crashAt) => {
    await withScene(async (scene) => {
      const first = scene.serve(crashAt);
      let server = await startBoth(scene, first);
      const keepAlive = (): void => {
        if (server.ending !== null) server = scene.serve();
      };
      await expectAllWell(scene, keepAlive);
      expect(first.ending).toBe('SIGKILL');
      server.signal('SIGTERM');
      expect((await server.end()).ending).toBe(0);
    });
  });

  it('20 times at any moment ends every workflow all the same', { timeout: 5 * minutes }, async () => {
    const { kills } = await killServers(20, randomFrom(chooseSeed()));
    expect(kills).toBe(20);
  });
});
