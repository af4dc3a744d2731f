import { describe, expect, it } from 'vitest';
import type { Clock } from '../kernel/index.ts';
import type { Retry } from './send.ts';
import { createWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

const host = 'https://lake.example.net';
const secret = 'dapi0123456789abcdef0123456789abcdef';
const start = Date.parse('2026-11-21T10:00:00Z');

type Reply = Response | Error | ((request: Request) => Response | Error);

interface Rig {
  readonly workspace: Workspace;
  readonly requests: Request[];
  readonly retries: Retry[];
  readonly clock: Clock & { pass(ms: number): void };
}

/** A workspace whose answers are given in order; the last one again and again. */
function rig(replies: readonly Reply[], options: Partial<WorkspaceOptions> = {}): Rig {
  const requests: Request[] = [];
  const retries: Retry[] = [];
  let now = start;
  const clock = {
    now: () => now,
    pass: (ms: number) => {
      now += ms;
    },
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const workspace = createWorkspace({
    host,
    credentials: { kind: 'token', token: secret, from: 'DATABRICKS_TOKEN' },
    clock,
    random: () => 0,
    newToken: () => 'token-1',
    onRetry: (retry) => retries.push(retry),
    fetch: async (url, init) => {
      const request = new Request(url, init);
      requests.push(request);
      const reply = replies[Math.min(requests.length, replies.length) - 1];
      const made = typeof reply === 'function' ? reply(request) : reply;
      if (made instanceof Response) return made.clone();
      throw made;
    },
    ...options,
  });
  return { workspace, requests, retries, clock };
}

function answer(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', date: new Date(start).toUTCString(), ...headers },
  });
}

function lost(code: string, syscall = 'connect'): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code, syscall }) });
}

const me = answer({ userName: 'me@example.net' });

/** The message and exit code of what a promise is rejected with. */
async function problemOf(
  promise: Promise<unknown>,
): Promise<{ message: string; exitCode: number; text: string }> {
  const error = await promise.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  const { message, exitCode, problems } = Object(error);
  return {
    message,
    exitCode,
    text: `${JSON.stringify(problems)} ${Object(error).stack} ${Object(error).cause}`,
  };
}

describe('what goes wrong is said', () => {
  const expired = `eyJhbGciOiJub25lIn0.${Buffer.from('{"exp":1600000000}').toString('base64url')}.x`;
  const html = answer('<!DOCTYPE html><title>Login</title>', 200, { 'content-type': 'text/html' });
  const said = (status: number, error_code: string, message: string): Response =>
    answer({ error_code, message }, status);
  const cases: readonly {
    readonly name: string;
    readonly reply: Reply;
    readonly code: string;
    readonly words: string;
    readonly exit: number;
    readonly token?: string;
  }[] = [
    {
      name: 'a host that is none',
      reply: lost('ENOTFOUND'),
      code: '010',
      words: 'no host https://lake',
      exit: 5,
    },
    {
      name: 'a port where nothing listens',
      reply: lost('ECONNREFUSED'),
      code: '011',
      words: 'nothing listens',
      exit: 5,
    },
    {
      name: 'a certificate of nobody',
      reply: lost('SELF_SIGNED_CERT_IN_CHAIN'),
      code: '012',
      words: 'not trusted',
      exit: 5,
    },
    { name: 'a login page', reply: html, code: '014', words: 'web page', exit: 2 },
    {
      name: 'the way to a login page',
      reply: new Response(null, { status: 302, headers: { location: '/login' } }),
      code: '014',
      words: 'web page',
      exit: 2,
    },
    {
      name: 'a wrong token',
      reply: said(403, 'PERMISSION_DENIED', `Invalid access token ${secret}.`),
      code: '015',
      words: 'DATABRICKS_TOKEN',
      exit: 2,
    },
    {
      name: 'no token',
      reply: said(401, '', 'Credential was not sent'),
      code: '015',
      words: 'Credential was not sent',
      exit: 2,
    },
    {
      name: 'an expired token',
      reply: said(401, '', 'Unauthorized'),
      token: expired,
      code: '017',
      words: '2020-09-13T12:26:40',
      exit: 2,
    },
    {
      name: 'a clock that is behind',
      reply: answer({}, 401, { date: new Date(start + 3_600_000).toUTCString() }),
      code: '013',
      words: '60 minutes behind',
      exit: 2,
    },
    {
      name: 'a token that is not valid yet',
      reply: said(401, '', 'Token used before nbf'),
      code: '013',
      words: 'because of the time',
      exit: 2,
    },
    {
      name: 'a missing permission',
      reply: said(403, 'PERMISSION_DENIED', 'No CAN_VIEW'),
      code: '019',
      words: 'does not let us read the current user',
      exit: 2,
    },
    {
      name: 'a thing that is gone',
      reply: said(404, 'RESOURCE_DOES_NOT_EXIST', 'Nope'),
      code: '020',
      words: 'does not have the current user',
      exit: 1,
    },
    {
      name: 'an API that does not exist',
      reply: said(404, 'ENDPOINT_NOT_FOUND', 'No API'),
      code: '025',
      words: '404.*No API',
      exit: 1,
    },
    {
      name: 'something in the way',
      reply: said(409, 'RESOURCE_CONFLICT', 'An update runs'),
      code: '021',
      words: 'An update runs',
      exit: 1,
    },
    {
      name: 'a wrong parameter',
      reply: said(400, 'INVALID_PARAMETER_VALUE', 'No such field'),
      code: '025',
      words: '400.*No such field',
      exit: 1,
    },
    {
      name: 'throttling without end',
      reply: answer({}, 429),
      code: '022',
      words: 'too many requests.*after [45]',
      exit: 5,
    },
    {
      name: 'throttling for longer than we wait',
      reply: answer({}, 429, { 'retry-after': '9999' }),
      code: '022',
      words: 'asks us to wait 2 h 46 min more',
      exit: 5,
    },
    { name: 'a workspace that is away', reply: answer('away', 503), code: '023', words: '503', exit: 5 },
    {
      name: 'an error inside',
      reply: said(500, 'INTERNAL_ERROR', 'Boom'),
      code: '025',
      words: '500.*Boom',
      exit: 1,
    },
    { name: 'another answer', reply: answer({ user: 1 }), code: '026', words: 'userName', exit: 1 },
    { name: 'no JSON', reply: answer('{"userName": '), code: '026', words: 'no JSON', exit: 1 },
  ];

  it.each(cases)('$name', async ({ reply, code, words, exit, token = secret }) => {
    const { workspace } = rig([reply], { credentials: { kind: 'token', token, from: 'DATABRICKS_TOKEN' } });
    const problem = await problemOf(workspace.me());
    expect(problem.message).toMatch(new RegExp(`HR-DATABRICKS-${code}: .*${words}`));
    expect(problem.exitCode).toBe(exit);
    expect(problem.text).not.toContain(token);
  });

  it('a login page, also where no answer is expected', async () => {
    for (const call of [
      ({ jobs }: Workspace) => jobs.cancelRun('7'),
      ({ pipelines }: Workspace) => pipelines.stop('p1'),
      ({ files }: Workspace) => files.download('/Volumes/a/b/c/d'),
    ]) {
      expect((await problemOf(call(rig([html]).workspace))).message).toContain('HR-DATABRICKS-014');
    }
  });

  it('a job that was deleted, which the platform calls a wrong parameter', async () => {
    const { workspace } = rig([said(400, 'INVALID_PARAMETER_VALUE', 'Job 7 does not exist.')]);
    const problem = await problemOf(workspace.jobs.runNow({ job_id: '7' }));
    expect(problem.message).toMatch(/HR-DATABRICKS-020: .* does not have job 7 /);
    const other = rig([said(400, 'INVALID_PARAMETER_VALUE', 'Cluster policy 5 does not exist.')]);
    const refused = await problemOf(other.workspace.jobs.create({ name: 'x' }));
    expect(refused.message).toMatch(/HR-DATABRICKS-025: .*Cluster policy 5/);
  });
});

describe('it tries again', () => {
  it('when throttled, no sooner than it is told', async () => {
    const { workspace, retries, requests } = rig([
      answer({}, 429, { 'retry-after': '7' }),
      answer({}, 429),
      me,
    ]);
    await workspace.me();
    expect(requests).toHaveLength(3);
    expect(retries).toEqual([
      expect.objectContaining({ waitMs: 7000, throttled: true, call: 'read the current user' }),
      expect.objectContaining({ waitMs: 500, attempt: 2 }),
    ]);
  });

  it('at a date that it is told, with some chance', async () => {
    const date = new Date(start + 4000).toUTCString();
    const { workspace, retries } = rig([answer({}, 503, { 'retry-after': date }), me], { random: () => 1 });
    await workspace.me();
    expect(retries[0]?.waitMs).toBe(5000);
  });

  it('when a connection is lost, and for minutes only where somebody has answered', async () => {
    const { workspace, clock } = rig([me, lost('ECONNRESET')]);
    await workspace.me();
    expect((await problemOf(workspace.me())).message).toContain('HR-DATABRICKS-011');
    expect(clock.now() - start).toBeGreaterThan(60_000);
    const stranger = rig([lost('ECONNRESET')]);
    await problemOf(stranger.workspace.me());
    expect(stranger.clock.now() - start).toBeLessThan(5_000);
  });

  it('with the same idempotency token, so that one run is started', async () => {
    const { workspace, requests } = rig([lost('ECONNRESET'), answer({}, 503), answer({ run_id: 9 })]);
    const id = '9223372036854775807';
    expect(await workspace.jobs.runNow({ job_id: id, job_parameters: { a: 'b' } })).toBe('9');
    const bodies = await Promise.all(requests.map((request) => request.text()));
    expect(new Set(bodies)).toEqual(
      new Set([`{"job_id":${id},"idempotency_token":"token-1","job_parameters":{"a":"b"}}`]),
    );
  });

  it('but not what may have been done and would be done twice', async () => {
    for (const reply of [lost('ECONNRESET'), lost('ETIMEDOUT', 'read'), answer({}, 504), answer({}, 503)]) {
      const { workspace, requests } = rig([reply]);
      const problem = await problemOf(workspace.pipelines.startUpdate('p1'));
      expect(problem.message).toMatch(
        /HR-DATABRICKS-024: .*start an update of pipeline p1.*may have done it/,
      );
      expect(requests).toHaveLength(1);
    }
  });

  it('also those, where they cannot have been done', async () => {
    const started = answer({ update_id: 'u1' });
    for (const reply of [
      lost('ECONNREFUSED'),
      lost('ETIMEDOUT'),
      answer({}, 429),
      answer({}, 503, { 'retry-after': '1' }),
    ]) {
      const { workspace } = rig([reply, started]);
      expect(await workspace.pipelines.startUpdate('p1')).toBe('u1');
    }
  });

  it('not once it is told to stop', async () => {
    const stop = new AbortController();
    const { workspace, requests } = rig([answer({}, 429)], {
      onRetry: () => stop.abort(new Error('stopped')),
    });
    await expect(workspace.me({ signal: stop.signal })).rejects.toThrow('stopped');
    expect(requests).toHaveLength(1);
  });
});

describe('a service principal', () => {
  const credentials = {
    kind: 'client',
    clientId: 'robot',
    clientSecret: 'very:secret',
    from: 'DATABRICKS_CLIENT_ID',
  } as const;

  /** Gives tokens t1, t2, …; lets the newest in, or whichever are said. */
  function service(lets: (token: string, newest: string) => boolean = (token, newest) => token === newest) {
    let given = 0;
    return (request: Request): Response => {
      if (new URL(request.url).pathname !== '/oidc/v1/token') {
        const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
        return lets(token, `t${given}`) ? me : answer({ message: `Token ${token} is expired` }, 401);
      }
      given += 1;
      return answer({ access_token: `t${given}`, token_type: 'Bearer', expires_in: 3600 });
    };
  }
  const tokensAskedFor = (requests: readonly Request[]): number =>
    requests.filter(({ url }) => url.endsWith('/oidc/v1/token')).length;

  it('gets one token for many calls at once, and the next before it ends', async () => {
    const { workspace, requests, clock } = rig([service()], { credentials });
    await Promise.all([workspace.me(), workspace.me(), workspace.me()]);
    expect(tokensAskedFor(requests)).toBe(1);
    const [ask] = requests;
    expect(await ask?.text()).toBe('grant_type=client_credentials&scope=all-apis');
    expect(ask?.headers.get('authorization')).toBe(`Basic ${btoa('robot:very%3Asecret')}`);
    clock.pass(54 * 60_000);
    await workspace.me();
    expect(tokensAskedFor(requests)).toBe(1);
    clock.pass(2 * 60_000);
    await workspace.me();
    expect(tokensAskedFor(requests)).toBe(2);
  });

  it('gets another one when it is refused, once', async () => {
    const revoked = rig([service((token) => token !== 't1')], { credentials });
    await revoked.workspace.me();
    expect(tokensAskedFor(revoked.requests)).toBe(2);
    const hopeless = rig([service(() => false)], { credentials });
    const problem = await problemOf(hopeless.workspace.me());
    expect(problem.message).toMatch(/HR-DATABRICKS-015: .*Token \*\*\* is expired|HR-DATABRICKS-015/);
    expect(tokensAskedFor(hopeless.requests)).toBe(2);
  });

  it.each([
    [answer({ error: 'invalid_client', error_description: 'Client very:secret is unknown' }, 401), '016', 2],
    [answer({ error: 'invalid_grant', error_description: 'iat is in the future' }, 400), '013', 2],
    [answer('<html>', 200, { 'content-type': 'text/html' }), '014', 2],
    [answer({ token: 'x' }), '026', 1],
  ])('is told what is wrong %#', async (reply, code, exit) => {
    const problem = await problemOf(rig([reply], { credentials }).workspace.me());
    expect(problem).toMatchObject({
      message: expect.stringContaining(`HR-DATABRICKS-${code}`),
      exitCode: exit,
    });
    expect(problem.text).not.toContain('very:secret');
  });
});
