export type { Access } from './access.ts';
export * as serverProblems from './problems.ts';
export { publicUrl } from './public-url.ts';
export { apiKey, knownApiKey } from './security/api-key.ts';
export { announceServer, findServer, type ServedAt } from './serve-file.ts';
export { readStatus, type StatusBody, type StepBody, statusBody, stepBody } from './shapes.ts';
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
