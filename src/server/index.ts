export type { Access } from './access.ts';
export { publicUrl } from './public-url.ts';
export { apiKey, apiKeyFile } from './security/api-key.ts';
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
