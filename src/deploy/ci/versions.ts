/** What generated files use, pinned: the same file does the same tomorrow. */
export const nodeVersion = '24';
/** That of serverless compute today. */
export const pythonVersion = '3.12';
export const ruffVersion = '0.17.6';

/** The installer of the official command line: its release, and the commit that it is. */
export const databricksCli = {
  version: '1.13.0',
  commit: '6bb7075f85b326f8b9ce160933dfe9bcd63c8121',
} as const;

/** Actions by commit: a tag can be moved. */
export const actions = {
  'actions/checkout': { version: '7.0.1', commit: '3d3c42e5aac5ba805825da76410c181273ba90b1' },
  'actions/setup-node': { version: '7.0.0', commit: '820762786026740c76f36085b0efc47a31fe5020' },
  'actions/setup-python': { version: '7.0.0', commit: '5fda3b95a4ea91299a34e894583c3862153e4b97' },
  'actions/upload-artifact': { version: '7.0.0', commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f' },
  'databricks/setup-cli': databricksCli,
} as const;
