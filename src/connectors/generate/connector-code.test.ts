import { describe, expect, it } from 'vitest';
import { connectorCode } from './connector-code.ts';

const there = new Set([
  '/data/lcc',
  '/data/lcc/src/databricks/labs/community_connector',
  '/data/older',
  '/data/older/libs',
  '/data/dist/osipi.whl',
]);

function sorted(
  code: readonly string[],
  form: 'today' | 'older' = 'today',
): ReturnType<typeof connectorCode> {
  return connectorCode({
    code,
    form,
    from: '/data',
    bundle: '/data/connectors/osipi/bundle',
    exists: (path) => there.has(path),
  });
}

describe("where a connector's code is", () => {
  it('is wheels and packages, which are installed', () => {
    const given = [
      '/Volumes/main/default/packages/a.whl',
      'dist/osipi.whl',
      '/Workspace/x/b.whl',
      'requests>=2.32',
    ];
    const { code, problems } = sorted(given);
    expect(problems).toEqual([]);
    expect(code).toEqual({
      dependencies: [given[0], '../../../dist/osipi.whl', given[2], given[3]],
      rootPath: undefined,
      uploaded: false,
    });
  });

  it('is a folder of the workspace, which is left there', () => {
    expect(sorted(['/Workspace/Repos/me/connectors/src']).code).toEqual({
      dependencies: [],
      rootPath: '/Workspace/Repos/me/connectors/src',
      uploaded: false,
    });
  });

  it('is a folder here, which is uploaded: that of the packages, wherever it is below', () => {
    expect(sorted(['lcc']).code).toEqual({ dependencies: [], rootPath: '../../../lcc/src', uploaded: true });
    expect(sorted(['/data/older'], 'older').code.rootPath).toBe('../../../older');
  });

  it.each([
    [['nowhere'], 'today', 'is not there'],
    [['older'], 'today', 'has no databricks/labs/community_connector in it'],
    [['lcc'], 'older', 'has no libs in it'],
    [['dist/missing.whl'], 'today', 'is not there'],
    [['lcc', '/Workspace/x'], 'today', 'is a second folder'],
  ] as const)('is refused: %s in the form of %s', (code, form, reason) => {
    const { problems } = sorted(code, form);
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(new RegExp(`^HR-INGEST-030 .*${reason}`)),
    ]);
  });
});
