import { durableProblems as d, workflowFileProblems as w } from '../../src/durable/index.ts';
import type { Problem } from '../../src/kernel/index.ts';
import { notifyProblems as n } from '../../src/notify/index.ts';
import { serverProblems as s } from '../../src/server/index.ts';

const key = '/home/you/shop/.headrace/api.key';
const mail = 'smtp://mail.example.org:587';
const workspace = 'https://adb-123.4.azuredatabricks.net';

/** One of each problem of workflows, of their server and of notices, as a user might meet it. */
export const durableExamples: readonly Problem[] = [
  d.badWorkflowId({ id: 'orders:monday', reason: 'colons separate a workflow from its steps' }),
  d.unknownWorkflow({ name: 'nightli', names: ['data-pipeline', 'nightly'] }),
  d.idTaken({ id: 'foo', workflow: 'data-pipeline', what: 'input' }),
  d.noSuchWorkflow({ id: 'fo', ids: ['foo', 'orders-2026-11-21'] }),
  d.otherWorkspace({ host: 'https://adb-7.8.azuredatabricks.net', awaited: workspace }),
  d.notOnServer({ what: 'A list of workflows' }),
  d.codeChanged({ id: 'orders-2026-11-21', workflow: 'nightly' }),
  d.jobParked({
    root: 'foo',
    reason: `Run 813 of job 123 failed (FAILED: index is read-only). See ${workspace}/jobs/123/runs/813`,
  }),
  d.nothingToRepair({ id: 'foo' }),
  d.unfitServer({
    server: 'localhost:8001',
    reason: 'a workflow that waits for a promise was not woken by it',
  }),
  d.runNotCancelled({ root: 'foo', run: 'run 813 of job 123', reason: 'no answer in time' }),
  d.cannotWatch({ reason: 'database or disk is full' }),
  w.workflowFileFailed({
    file: 'orchestration/nightly.ts',
    message: 'TypeScript enum is not supported in strip-only mode.',
  }),
  w.noWorkflow({ file: 'orchestration/helpers.ts' }),
  w.duplicateWorkflow({
    name: 'nightly',
    first: 'orchestration/monday.ts',
    file: 'orchestration/nightly.ts',
  }),
  s.foreignHost({ host: 'evil.example' }),
  s.foreignOrigin({ origin: 'https://evil.example' }),
  s.keyNeeded({ file: key }),
  s.tokenNeeded({ given: true }),
  s.tooManyRequests({ seconds: 42 }),
  s.bodyTooLarge({ limit: '64 kB' }),
  s.badRequest({ what: 'The request is not right: id: is needed.' }),
  s.noSuchRoute({ method: 'POST', path: '/resolv', routes: ['GET /run', 'POST /run', 'POST /resolve'] }),
  s.noSuchWorkflow({ id: 'fo' }),
  s.noSuchPromise({ id: 'foo:7' }),
  s.promiseExpired({ id: 'foo:0' }),
  s.noJob({}),
  s.internalError({}),
  s.portTaken({ host: '127.0.0.1', port: 8000 }),
  s.badPublicUrl({ url: 'ftp://example.ngrok.app/', reason: 'it has to begin with https:// or http://' }),
  s.cannotListen({
    host: '10.0.0.7',
    port: 8000,
    reason: 'listen EADDRNOTAVAIL: address not available 10.0.0.7:8000',
  }),
  n.mailUnreachable({ server: mail, reason: 'connect ECONNREFUSED 10.0.0.9:587' }),
  n.mailLogin({ server: mail, reason: '535 authentication failed' }),
  n.mailRefused({ server: mail, reason: '550 no such user', to: 'nobody@example.org' }),
  n.noRecipient({ subject: 'foo is done' }),
  n.webhookFailed({ host: 'hooks.example.com', reason: 'it answers with status 503' }),
  n.webhookRefused({ host: 'hooks.example.com', status: 404 }),
];
