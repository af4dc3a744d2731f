import { describe, expect, it } from 'vitest';
import { openWorkspace } from './open-workspace.ts';

const volume = '/Volumes/main/dev/landing';
const files = `/api/2.0/fs/files${volume}`;
const folders = `/api/2.0/fs/directories${volume}`;

describe('volumes', () => {
  it('keep bytes by path', async () => {
    const { call, workspace } = await openWorkspace();
    const put = (query = '') => call('PUT', `${files}/a%20b/x.csv${query}`, Uint8Array.of(0, 255));
    expect((await put()).status).toBe(204);
    const again = await put();
    expect([again.status, again.at('error_code')]).toEqual([409, 'ALREADY_EXISTS']);
    expect((await put('?overwrite=true')).status).toBe(204);
    expect(workspace.files().get(`${volume}/a b/x.csv`)).toEqual(Uint8Array.of(0, 255));
    const head = await call('HEAD', `${files}/a%20b/x.csv`);
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '2']);
    expect((await call('GET', `${files}/a%20b/x.csv`)).headers.get('content-type')).toBe(
      'application/octet-stream',
    );
    expect((await call('DELETE', `${files}/a%20b/x.csv`)).status).toBe(204);
    expect((await call('GET', `${files}/a%20b/x.csv`)).status).toBe(404);
  });

  it('have folders', async () => {
    const { call } = await openWorkspace({
      files: { [`${volume}/in/1.csv`]: 'a', [`${volume}/in/2.csv`]: 'b' },
    });
    const first = await call('GET', `${folders}/in?page_size=1`);
    expect(first.at('contents.0')).toMatchObject({ name: '1.csv', is_directory: false, file_size: 1 });
    const next = await call('GET', `${folders}/in?page_size=1&page_token=${first.at('next_page_token')}`);
    expect(next.at('contents.0.path')).toBe(`${volume}/in/2.csv`);
    expect((await call('DELETE', `${folders}/in`)).at('error_code')).toBe('DIRECTORY_NOT_EMPTY');
    expect((await call('PUT', `${folders}/new/deep`)).status).toBe(204);
    expect((await call('HEAD', `${folders}/new`)).status).toBe(200);
    expect((await call('DELETE', `${folders}/new/deep`)).status).toBe(204);
    expect((await call('HEAD', `${folders}/new/deep`)).status).toBe(404);
  });

  it('are the only place', async () => {
    const { call } = await openWorkspace();
    expect((await call('PUT', '/api/2.0/fs/files/tmp/x', 'a')).at('message')).toContain('/Volumes/');
  });
});

describe('the workspace tree', () => {
  const at = (name: string): string => `/api/2.0/workspace/${name}`;
  const content = Buffer.from('print(1)').toString('base64');

  it('takes files and notebooks into folders that are there', async () => {
    const { call } = await openWorkspace();
    const path = '/Workspace/Users/you@example.com/app/run.py';
    const put = (more: object) => call('POST', at('import'), { path, content, format: 'AUTO', ...more });
    expect((await put({})).at('message')).toBe(
      'The parent folder (/Users/you@example.com/app) does not exist.',
    );
    expect((await call('POST', at('mkdirs'), { path: '/Users/you@example.com/app' })).status).toBe(200);
    expect((await put({})).status).toBe(200);
    expect((await put({})).at('error_code')).toBe('RESOURCE_ALREADY_EXISTS');
    expect((await put({ overwrite: true })).status).toBe(200);
    expect((await put({ format: 'SOURCE' })).at('message')).toContain('language');
    expect((await put({ format: 'SOURCE', language: 'PYTHON' })).status).toBe(200);
    const list = await call('GET', `${at('list')}?path=/Users/you@example.com/app`);
    expect(list.at('objects.0')).toMatchObject({ object_type: 'NOTEBOOK', language: 'PYTHON' });
    expect(list.at('objects.1')).toMatchObject({ object_type: 'FILE', size: 8 });
    const back = await call('GET', `${at('export')}?path=/Users/you@example.com/app/run.py`);
    expect(back.at('content')).toBe(content);
  });

  it('loses what is deleted', async () => {
    const { call } = await openWorkspace({ files: { '/Shared/a/b.txt': 'x' } });
    const status = () => call('GET', `${at('get-status')}?path=/Shared/a`);
    expect((await status()).at('object_type')).toBe('DIRECTORY');
    expect((await call('POST', at('delete'), { path: '/Shared/a' })).at('error_code')).toBe(
      'DIRECTORY_NOT_EMPTY',
    );
    expect((await call('POST', at('delete'), { path: '/Shared/a', recursive: true })).status).toBe(200);
    expect([(await status()).status, (await status()).at('message')]).toEqual([
      404,
      "Path (/Shared/a) doesn't exist.",
    ]);
  });
});
