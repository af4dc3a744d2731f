import { expect, it } from 'vitest';
import { HeadraceError } from '../../kernel/index.ts';
import { prepareConnection, type WantedConnection } from './prepare-connection.ts';

const plain: WantedConnection = {
  ...{ name: 'c', source: 'osipi', type: 'COMMUNITY', options: {}, secrets: {} },
  ...{ visible: true, tableOptions: [], spec: undefined },
};

function problems(wanted: Partial<WantedConnection>): string[] {
  const found = prepareConnection({ ...plain, ...wanted }, { TOKEN: 'secret-value' }).problems;
  return found.map(({ code, message, hint }) => `${code} ${message} ${hint}`);
}

it.each<[Partial<WantedConnection>, string, string]>([
  [{ type: 'HTTP' }, 'HR-CONNECTOR-050', 'COMMUNITY is meant'],
  [{ name: 'my connection' }, 'HR-CONNECTOR-055', 'no spaces'],
  [{ options: { sourceName: 'github' } }, 'HR-CONNECTOR-055', 'the source is osipi'],
  [{ options: { a: 'b' }, secrets: { a: 'x.y.z' } }, 'HR-CONNECTOR-055', 'as an option and as a secret'],
  [{ options: { community_oauth_flow: 'm2n' } }, 'HR-CONNECTOR-055', 'did you mean m2m?'],
  [{ options: { community_oauth_flow: 'm2m', client_id: 'x' } }, 'HR-CONNECTOR-055', 'client_secret, token_'],
  [{ options: { api_token: 'literal' } }, 'HR-CONNECTOR-056', 'api_token'],
])('refuses, or warns of, %j', (wanted, code, words) => {
  const [only, ...more] = problems(wanted);
  expect(more).toEqual([]);
  expect(only).toContain(code);
  expect(only).toContain(words);
});

it('has nothing against references, options of a file, and secrets of Unity Catalog', () => {
  expect(problems({ options: { api_token: `\${env:TOKEN}` } })).toEqual([]);
  expect(problems({ options: { api_token: 'literal' }, visible: false })).toEqual([]);
  const oauth = { community_oauth_flow: 'm2m', client_id: 'x', token_endpoint: 'https://idp.example.net' };
  expect(problems({ options: oauth, secrets: { client_secret: 'a.b.c' } })).toEqual([]);
});

it('misses only what no way to sign in can do without', () => {
  const spec = {
    optionSets: [
      ['site', 'token'],
      ['site', 'user', 'password'],
    ],
    allowed: [],
  };
  expect(problems({ spec, options: { site: 'a' } })).toEqual([
    expect.stringContaining('asks for token, which'),
  ]);
  expect(problems({ spec, options: { site: 'a', user: 'b', password: `\${env:TOKEN}` } })).toEqual([]);
});

it('resolves references for the platform, and shows them as they are written', () => {
  const wanted = {
    ...plain,
    options: { token: `\${env:TOKEN}`, site: 'x', host: 'h' },
    tableOptions: ['window'],
  };
  const { request, shown } = prepareConnection(wanted, { TOKEN: 'secret-value' });
  const externalOptionsAllowList = 'window,tableName,tableNameList,tableConfigs,isDeleteFlow';
  const rest = { sourceName: 'osipi', externalOptionsAllowList, host: 'h' };
  expect(request.options).toEqual({ token: 'secret-value', site: 'x', ...rest });
  expect(shown).toEqual({ token: `\${env:TOKEN}`, site: '***', ...rest });
  expect(() => prepareConnection(wanted, {})).toThrow(HeadraceError);
});
