import { didYouMean, listing, problemType } from '../kernel/index.ts';

// What the server tells a caller, and what keeps it from starting. No key and no token is ever in them.

export const foreignHost = problemType<{ host: string }>({
  code: 'HR-SERVE-001',
  severity: 'error',
  title: 'Request from elsewhere',
  message: ({ host }) => `This server answers this machine only; the request is for "${host}".`,
  hint: () => 'To be called from elsewhere, start it with `--public-url` (and its key).',
});

export const foreignOrigin = problemType<{ origin: string }>({
  code: 'HR-SERVE-002',
  severity: 'error',
  title: 'Request from a page of another site',
  message: ({ origin }) => `A page of ${origin} may not use this server.`,
  hint: () => 'Call it from a program, or from a page that it serves itself.',
});

export const keyNeeded = problemType<{ file: string }>({
  code: 'HR-SERVE-003',
  severity: 'error',
  title: 'API key missing or wrong',
  message: () => 'The API key is missing or wrong.',
  hint: ({ file }) =>
    `Send it as \`Authorization: Bearer …\`. It is what HEADRACE_API_KEY says where the server runs, or else what is in ${file} there.`,
});

export const tokenNeeded = problemType<{ given: boolean }>({
  code: 'HR-SERVE-004',
  severity: 'error',
  title: 'Callback not signed',
  message: ({ given }) =>
    given
      ? 'The token is not the one of this promise.'
      : 'A callback needs the token that its job was given.',
  hint: () =>
    'Send the job parameter `token` in the body, or as `Authorization: Bearer …`; never in the address.',
});

export const tooManyRequests = problemType<{ seconds: number }>({
  code: 'HR-SERVE-005',
  severity: 'error',
  title: 'Too many requests',
  message: () => 'Too many requests have come from this address.',
  hint: ({ seconds }) => `Come back in ${seconds} s.`,
});

export const bodyTooLarge = problemType<{ limit: string }>({
  code: 'HR-SERVE-006',
  severity: 'error',
  title: 'Request too large',
  message: ({ limit }) => `The body of a request may have ${limit}.`,
  hint: () => 'Put large results into a table or a file, and send where they are.',
});

export const badRequest = problemType<{ what: string }>({
  code: 'HR-SERVE-007',
  severity: 'error',
  title: 'Malformed request',
  message: ({ what }) => what,
});

export const noSuchRoute = problemType<{ method: string; path: string; routes: readonly string[] }>({
  code: 'HR-SERVE-008',
  severity: 'error',
  title: 'Unknown address',
  message: ({ method, path }) => `There is nothing at ${method} ${path}.`,
  hint: ({ method, path, routes }) =>
    `There is ${listing(routes, routes.length)}.${didYouMean(`${method} ${path}`, routes)}`,
});

export const noSuchWorkflow = problemType<{ id: string }>({
  code: 'HR-SERVE-009',
  severity: 'error',
  title: 'Unknown workflow',
  message: ({ id }) => `There is no workflow "${id}".`,
  hint: () => 'GET /workflows lists those there are.',
});

export const noSuchPromise = problemType<{ id: string }>({
  code: 'HR-SERVE-010',
  severity: 'error',
  title: 'Unknown promise',
  message: ({ id }) => `There is no promise "${id}".`,
  hint: () => 'A job is given the id as its parameter `promise_id`; send it unchanged.',
});

export const promiseExpired = problemType<{ id: string }>({
  code: 'HR-SERVE-011',
  severity: 'error',
  title: 'Too late',
  message: ({ id }) =>
    `Nobody waits for promise "${id}" any more: it has expired, or its workflow was cancelled.`,
  hint: () => '`headrace workflow history` says what happened. Start the workflow anew under another id.',
});

export const noJob = problemType<Record<never, never>>({
  code: 'HR-SERVE-012',
  severity: 'error',
  title: 'No job',
  message: () => 'Nothing says which Databricks job to run.',
  hint: () => 'Start the server with `--job ID` or JOB_ID, or send `job`.',
});

export const internalError = problemType<Record<never, never>>({
  code: 'HR-SERVE-013',
  severity: 'error',
  title: 'Unexpected failure',
  message: () => 'The server failed to answer this request; what happened is in its log.',
});

export const portTaken = problemType<{ port: number; host: string }>({
  code: 'HR-SERVE-014',
  severity: 'error',
  title: 'Port in use',
  message: ({ port, host }) => `Port ${port} of ${host} is in use.`,
  hint: ({ port }) => `Stop what uses it, or choose another: \`headrace serve --port ${port + 1}\`.`,
});

export const badPublicUrl = problemType<{ url: string; reason: string }>({
  code: 'HR-SERVE-015',
  severity: 'error',
  title: 'Not a public address',
  message: ({ url, reason }) => `"${url}" cannot be the public address: ${reason}.`,
  hint: () =>
    'It is what a tunnel or proxy in front of this server is called, e.g. https://example.ngrok.app.',
});

export const cannotListen = problemType<{ host: string; port: number; reason: string }>({
  code: 'HR-SERVE-016',
  severity: 'error',
  title: 'Cannot listen',
  message: ({ host, port, reason }) => `The server cannot listen on ${host}:${port}: ${reason}.`,
  hint: () => 'Check `--host` and `--port`.',
});
