import { describe, expect, it } from 'vitest';
import { startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import { HeadraceError } from '../../src/kernel/index.ts';
import { openWorkspace } from './open-workspace.ts';

const me = '/api/2.0/preview/scim/v2/Me';
const robot = { name: 'robot', clientId: 'client-1', clientSecret: 'very secret' };
const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'all-apis' });

function basic(id: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

describe('who gets in', () => {
  it('knows tokens, and says that it is a fake', async () => {
    const { call } = await openWorkspace();
    const answer = await call('GET', me);
    expect([answer.status, answer.at('userName')]).toEqual([200, 'you@example.com']);
    expect(answer.headers.get('x-headrace-fake')).toBe('1');
    expect(answer.headers.get('server')).toContain('fake');
    expect((await call('GET', '/')).text).toContain('fake Databricks workspace');
  });

  it('refuses requests without a token, or with a wrong one', async () => {
    const { call } = await openWorkspace();
    const without = await call('GET', me, undefined, {});
    expect([without.status, without.at('error_code')]).toEqual([401, 401]);
    const wrong = await call('GET', me, undefined, { authorization: 'Bearer other' });
    expect([wrong.status, wrong.at('message')]).toEqual([403, 'Invalid access token.']);
  });

  it('gives a service principal a token for a while', async () => {
    const { call, clock } = await openWorkspace({ servicePrincipals: [robot], tokenLifetimeS: 60 });
    expect(
      (await call('GET', '/oidc/.well-known/oauth-authorization-server', undefined, {})).at('token_endpoint'),
    ).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oidc\/v1\/token$/);
    const issued = await call('POST', '/oidc/v1/token', form, basic('client-1', 'very secret'));
    expect([issued.at('token_type'), issued.at('expires_in')]).toEqual(['Bearer', 60]);
    const bearer = { authorization: `Bearer ${issued.at('access_token')}` };
    expect((await call('GET', me, undefined, bearer)).at('userName')).toBe('client-1');
    clock.advance(60_000);
    expect((await call('GET', me, undefined, bearer)).status).toBe(403);
  });

  it('takes the credentials of a client from the form too', async () => {
    const { call } = await openWorkspace({ servicePrincipals: [robot] });
    const both = new URLSearchParams([...form, ['client_id', 'client-1'], ['client_secret', 'very secret']]);
    expect((await call('POST', '/oidc/v1/token', both, {})).status).toBe(200);
  });

  it('refuses a wrong secret, grant or scope', async () => {
    const { call } = await openWorkspace({ servicePrincipals: [robot] });
    const wrong = await call('POST', '/oidc/v1/token', form, basic('client-1', 'guess'));
    expect([wrong.status, wrong.at('error')]).toEqual([401, 'invalid_client']);
    const noScope = new URLSearchParams({ grant_type: 'client_credentials' });
    const answer = await call('POST', '/oidc/v1/token', noScope, basic('client-1', 'very secret'));
    expect(answer.at('error')).toBe('invalid_scope');
  });

  it('keeps no credential', async () => {
    const { call, workspace } = await openWorkspace({ servicePrincipals: [robot] });
    const both = new URLSearchParams([...form, ['client_id', 'client-1'], ['client_secret', 'very secret']]);
    await call('POST', '/oidc/v1/token', both, basic('client-1', 'very secret'));
    await call('GET', me);
    const seen = JSON.stringify(workspace.requests);
    expect(seen).not.toMatch(/very|secret|fake-token/);
    expect(workspace.requests.map(({ headers }) => headers.authorization)).toEqual(['Basic', 'Bearer']);
  });
});

describe('what goes wrong on purpose', () => {
  it('throttles every nth request, without doing anything', async () => {
    const { call, workspace } = await openWorkspace({ throttle: { every: 2, retryAfterS: 7 } });
    const create = () => call('POST', '/api/2.2/jobs/create', { name: 'x' });
    expect((await create()).status).toBe(200);
    const answer = await create();
    expect([answer.status, answer.at('error_code'), answer.headers.get('retry-after')]).toEqual([
      429,
      'REQUEST_LIMIT_EXCEEDED',
      '7',
    ]);
    expect(workspace.jobs()).toHaveLength(1);
  });

  it('throttles a share of the requests', async () => {
    const { call } = await openWorkspace({ throttle: { rate: 0.2 } });
    const answers = await Promise.all(Array.from({ length: 100 }, () => call('GET', me)));
    const refused = answers.filter(({ status }) => status === 429).length;
    expect(refused).toBeGreaterThan(8);
    expect(refused).toBeLessThan(35);
  });

  it('forbids what it is told to', async () => {
    const { call } = await openWorkspace({ forbid: ({ path }) => path.endsWith('/Me') });
    const answer = await call('GET', me);
    expect([answer.status, answer.at('error_code')]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('answers what it is told to, hangs up, and loses answers after the effect', async () => {
    const faults = [
      { kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
      { kind: 'refuse' },
      { kind: 'lose-answer' },
    ] as const;
    const { call, workspace } = await openWorkspace({ fault: ({ number }) => faults[number - 1] });
    const create = () => call('POST', '/api/2.2/jobs/create', { name: 'x' });
    expect((await create()).text).toBe('<html>');
    await expect(create()).rejects.toThrow();
    expect(workspace.jobs()).toHaveLength(0);
    await expect(create()).rejects.toThrow();
    expect(workspace.jobs()).toHaveLength(1);
    expect((await create()).status).toBe(200);
  });

  it('takes its time', async () => {
    const { call } = await openWorkspace({ latencyMs: 60, clock: { now: Date.now, sleep: wait } });
    const started = performance.now();
    await call('GET', me);
    expect(performance.now() - started).toBeGreaterThan(55);
  });
});

describe('requests', () => {
  it('must be JSON objects, and nothing but what is documented', async () => {
    const { call } = await openWorkspace();
    const text = await call('POST', '/api/2.2/jobs/run-now', '{"job_id": 1');
    expect([text.status, text.at('error_code')]).toEqual([400, 'MALFORMED_REQUEST']);
    const unknown = await call('POST', '/api/2.2/jobs/create', { name: 'x', scheduel: {} });
    expect(unknown.at('message')).toBe('Unknown field: scheduel.');
    const missing = await call('POST', '/api/2.2/jobs/run-now', {});
    expect(missing.at('message')).toBe('Missing field: job_id.');
    expect((await call('GET', '/api/2.2/jobs/list?limit=101')).status).toBe(400);
    const nowhere = await call('GET', '/api/2.2/jobs/nope');
    expect([nowhere.status, nowhere.at('error_code')]).toEqual([404, 'ENDPOINT_NOT_FOUND']);
  });

  it('need a free port', async () => {
    const { workspace } = await openWorkspace();
    const port = Number(new URL(workspace.host).port);
    await expect(startFakeWorkspace({ port })).rejects.toThrow(HeadraceError);
    await expect(startFakeWorkspace({ port })).rejects.toThrow(/HR-FAKE-001: .* port \d+ .*another program/);
  });
});

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
