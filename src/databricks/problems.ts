import { didYouMean, duration, listing, problemType } from '../kernel/index.ts';

/** Everything that can be wrong between us and a Databricks workspace; none of it ever holds a token. */
export const invalidHost = problemType<{ host: string; reason: string }>({
  code: 'HR-DATABRICKS-001',
  severity: 'error',
  title: 'Not the address of a workspace',
  message: ({ host, reason }) => `"${host}" is not the address of a Databricks workspace: ${reason}.`,
  hint: () => 'It is what the browser shows, up to the first slash: https://adb-123.4.azuredatabricks.net.',
});

export const noHost = problemType<{ target: string | undefined }>({
  code: 'HR-DATABRICKS-002',
  severity: 'error',
  title: 'No workspace is said',
  message: ({ target }) =>
    `Nothing says which Databricks workspace to use${target === undefined ? '' : ` for target "${target}"`}.`,
  hint: ({ target }) =>
    `Set DATABRICKS_HOST, write \`targets: {${target ?? 'dev'}: {host: https://…}}\`, or name a profile of ~/.databrickscfg (DATABRICKS_CONFIG_PROFILE).`,
});

export const noCredentials = problemType<{ host: string; profiles: readonly string[] }>({
  code: 'HR-DATABRICKS-003',
  severity: 'error',
  title: 'No credentials for a workspace',
  message: ({ host }) => `There are no credentials for ${host}.`,
  hint: ({ profiles }) =>
    `Set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET of a service principal, or choose a profile with DATABRICKS_CONFIG_PROFILE${profiles.length === 0 ? '' : ` (the file has ${listing(profiles)})`}.`,
});

export const unknownProfile = problemType<{ profile: string; file: string; profiles: readonly string[] }>({
  code: 'HR-DATABRICKS-004',
  severity: 'error',
  title: 'Unknown profile',
  message: ({ profile, file, profiles }) =>
    `${file} has no profile "${profile}".${didYouMean(profile, profiles)}`,
  hint: ({ profiles, profile }) =>
    `${profiles.length === 0 ? 'It has none.' : `It has ${listing(profiles)}.`} Make one with \`databricks configure --profile ${profile}\`.`,
});

export const noConfigFile = problemType<{ profile: string; file: string; reason: string }>({
  code: 'HR-DATABRICKS-005',
  severity: 'error',
  title: 'File of profiles cannot be read',
  message: ({ profile, file, reason }) => `Profile "${profile}" cannot be looked up in ${file}: ${reason}.`,
  hint: () =>
    'Where there is no such file, as on a build server, set DATABRICKS_HOST and DATABRICKS_TOKEN (or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET).',
});

export const severalHosts = problemType<{ said: readonly (readonly [by: string, host: string])[] }>({
  code: 'HR-DATABRICKS-006',
  severity: 'error',
  title: 'Two workspaces at once',
  message: ({ said }) =>
    `It is not clear which workspace is meant: ${listing(said.map(([by, host]) => `${by} says ${host}`))}.`,
  hint: () =>
    'Credentials of one workspace are not sent to another. Make them agree, or unset what was meant for something else.',
});

export const incompleteClient = problemType<{ has: string; lacks: string; from: string }>({
  code: 'HR-DATABRICKS-007',
  severity: 'error',
  title: 'Half of the credentials',
  message: ({ has, lacks, from }) => `There is a ${has}, but no ${lacks} (${from}).`,
  hint: () => 'A service principal needs both: its application id, and a secret made for it.',
});

export const unsupportedSignIn = problemType<{ profile: string; method: string }>({
  code: 'HR-DATABRICKS-008',
  severity: 'error',
  title: 'Way to sign in that is not supported',
  message: ({ profile, method }) => `Profile "${profile}" signs in by ${method}, which Headrace cannot do.`,
  hint: () =>
    'It can use a token, a service principal (client_id and client_secret), or what `databricks auth login` has left (auth_type = databricks-cli).',
});

export const brokenToken = problemType<{ from: string }>({
  code: 'HR-DATABRICKS-009',
  severity: 'error',
  title: 'Not a token',
  message: ({ from }) =>
    `The token of ${from} holds a character that no token has, such as a line break, a space or a typographic mark.`,
  hint: () => 'Copy it again: one line, and nothing around it.',
});

export const hostUnknown = problemType<{ host: string }>({
  code: 'HR-DATABRICKS-010',
  severity: 'error',
  title: 'Workspace not found',
  message: ({ host }) => `There is no host ${host}.`,
  hint: () => 'Compare it with what the browser shows; some workspaces are found from within a network only.',
});

export const unreachable = problemType<{ host: string; detail: string }>({
  code: 'HR-DATABRICKS-011',
  severity: 'error',
  title: 'Workspace cannot be reached',
  message: ({ host, detail }) => `The workspace ${host} cannot be reached: ${detail}.`,
  hint: () =>
    'Is the address right, and does the network let us through? Behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.',
});

export const untrusted = problemType<{ host: string; detail: string }>({
  code: 'HR-DATABRICKS-012',
  severity: 'error',
  title: 'Certificate of a workspace not trusted',
  message: ({ host, detail }) => `The certificate that ${host} shows is not trusted: ${detail}.`,
  hint: () =>
    'Behind a proxy that opens connections, name the certificate of its authority in NODE_EXTRA_CA_CERTS. If it is too old or too new, check the clock of this machine.',
});

export const clockSkew = problemType<{ host: string; minutes: number | undefined; detail: string }>({
  code: 'HR-DATABRICKS-013',
  severity: 'error',
  title: 'Clocks differ',
  message: ({ host, minutes, detail }) =>
    minutes === undefined
      ? `The workspace ${host} refuses us because of the time: ${detail}.`
      : `The workspace ${host} refuses us, and the clock of this machine is ${Math.abs(minutes)} minutes ${minutes < 0 ? 'behind' : 'ahead of'} its own: ${detail}.`,
  hint: () => 'Set the clock (`timedatectl set-ntp true`); tokens are good for a certain time only.',
});

export const notAWorkspace = problemType<{ host: string; status: number }>({
  code: 'HR-DATABRICKS-014',
  severity: 'error',
  title: 'A web page instead of a workspace',
  message: ({ host, status }) =>
    `${host} answers with a web page (${status}) where a workspace answers with JSON.`,
  hint: () =>
    'It may be the login page of an account or of a proxy. The address of a workspace looks like https://adb-123.4.azuredatabricks.net or https://dbc-1234.cloud.databricks.com.',
});

export const tokenRefused = problemType<{ host: string; from: string; detail: string }>({
  code: 'HR-DATABRICKS-015',
  severity: 'error',
  title: 'Workspace does not know us',
  message: ({ host, from, detail }) => `The workspace ${host} refuses the token of ${from}: ${detail}.`,
  hint: () =>
    'It may be revoked, expired, or of another workspace. Make a new one under Settings, Developer, Access tokens.',
});

export const clientRefused = problemType<{ host: string; from: string; detail: string }>({
  code: 'HR-DATABRICKS-016',
  severity: 'error',
  title: 'Service principal refused',
  message: ({ host, from, detail }) =>
    `The workspace ${host} gives no token to the service principal of ${from}: ${detail}.`,
  hint: () =>
    'Check client id and secret; a secret may have expired. The service principal must be added to this workspace.',
});

export const tokenExpired = problemType<{ from: string; at: string }>({
  code: 'HR-DATABRICKS-017',
  severity: 'error',
  title: 'Token expired',
  message: ({ from, at }) => `The OAuth token of ${from} expired at ${at}.`,
  hint: () =>
    'Get a new one (`databricks auth token`), or give DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, with which tokens are renewed.',
});

export const noCliToken = problemType<{ from: string; detail: string; login: string }>({
  code: 'HR-DATABRICKS-018',
  severity: 'error',
  title: 'Not signed in',
  message: ({ from, detail }) => `The official CLI gives no token for ${from}: ${detail}.`,
  hint: ({ login }) =>
    `Sign in again: \`${login}\`. The CLI is looked for on the PATH, or where DATABRICKS_CLI says.`,
});

export const notPermitted = problemType<{ host: string; call: string; from: string; detail: string }>({
  code: 'HR-DATABRICKS-019',
  severity: 'error',
  title: 'Not allowed in a workspace',
  message: ({ host, call, from, detail }) =>
    `The workspace ${host} does not let us ${call} with the credentials of ${from}: ${detail}.`,
  hint: () =>
    'Ask whoever owns it for the permission (CAN_MANAGE_RUN to start a job, CAN_RUN a pipeline, CAN_USE a warehouse, SELECT on a table).',
});

export const gone = problemType<{ host: string; thing: string; detail: string }>({
  code: 'HR-DATABRICKS-020',
  severity: 'error',
  title: 'Not in the workspace',
  message: ({ host, thing, detail }) => `The workspace ${host} does not have ${thing} (any more): ${detail}.`,
  hint: () =>
    'It may have been deleted meanwhile, or be in another workspace. `headrace deploy` makes jobs and pipelines of this project again.',
});

export const conflict = problemType<{ host: string; call: string; detail: string }>({
  code: 'HR-DATABRICKS-021',
  severity: 'error',
  title: 'In the way of something else',
  message: ({ host, call, detail }) => `The workspace ${host} cannot ${call} now: ${detail}.`,
  hint: () => 'Wait until what is under way is over, or stop it.',
});

export const throttled = problemType<{
  host: string;
  call: string;
  waitedMs: number;
  /** What its Retry-After says. */
  askedMs: number | undefined;
}>({
  code: 'HR-DATABRICKS-022',
  severity: 'error',
  title: 'Workspace throttles',
  message: ({ host, call, waitedMs, askedMs }) =>
    `The workspace ${host} has too many requests (429): ${waitedMs < 1000 ? '' : `after ${duration(waitedMs)} `}we still could not ${call}${askedMs === undefined ? '' : `, and it asks us to wait ${duration(askedMs)} more`}.`,
  hint: () =>
    'Its limits are shared by everybody who uses it. Try again later, or with less at once (`--concurrency`).',
});

export const unavailable = problemType<{ host: string; call: string; waitedMs: number; detail: string }>({
  code: 'HR-DATABRICKS-023',
  severity: 'error',
  title: 'Workspace is away',
  message: ({ host, call, waitedMs, detail }) =>
    `The workspace ${host} could not ${call}${waitedMs < 1000 ? '' : `, for ${duration(waitedMs)}`}: ${detail}.`,
  hint: () => 'Try again later; the status page of the platform tells of disturbances.',
});

export const outcomeUnknown = problemType<{ host: string; call: string; detail: string }>({
  code: 'HR-DATABRICKS-024',
  severity: 'error',
  title: 'Answer lost',
  message: ({ host, call, detail }) =>
    `We asked the workspace ${host} to ${call} and got no answer: ${detail}. It may have done it.`,
  hint: () => 'Look in the workspace before you try again.',
});

export const refused = problemType<{ host: string; call: string; status: number; detail: string }>({
  code: 'HR-DATABRICKS-025',
  severity: 'error',
  title: 'Refused by the workspace',
  message: ({ host, call, status, detail }) =>
    `The workspace ${host} refuses to ${call} (${status}): ${detail}.`,
});

export const unexpectedAnswer = problemType<{ host: string; call: string; detail: string }>({
  code: 'HR-DATABRICKS-026',
  severity: 'error',
  title: 'Answer not understood',
  message: ({ host, call, detail }) =>
    `We asked the workspace ${host} to ${call} and do not understand the answer: ${detail}.`,
  hint: () => 'Is it a Databricks workspace? If so, please report this with the code of the problem.',
});

export const waiting = problemType<{ host: string; call: string; reason: string; waitMs: number }>({
  code: 'HR-DATABRICKS-027',
  severity: 'warning',
  title: 'Waiting for a workspace',
  message: ({ host, call, reason, waitMs }) =>
    `The workspace ${host} could not ${call} yet: ${reason}. It is asked again in ${duration(waitMs)}.`,
  hint: () => 'Nothing is to be done: it is asked for some minutes, before that counts as a failure.',
});

export const statementFailed = problemType<{ host: string; state: string; detail: string }>({
  code: 'HR-DATABRICKS-030',
  severity: 'error',
  title: 'Statement failed',
  message: ({ host, state, detail }) => `A statement on ${host} ended as ${state}: ${detail}.`,
});

export const resultTruncated = problemType<{ table: string; rows: number }>({
  code: 'HR-DATABRICKS-031',
  severity: 'error',
  title: 'Result cut off',
  message: ({ table, rows }) =>
    `The workspace gives only the first ${rows} rows of ${table}: a result may have 100 GiB at most.`,
  hint: () => 'Load parts of it: make a view with a condition for each, and load these one by one.',
});

export const noWarehouse = problemType<{ host: string; warehouses: readonly string[] }>({
  code: 'HR-DATABRICKS-032',
  severity: 'error',
  title: 'No SQL warehouse is said',
  message: ({ host, warehouses }) =>
    warehouses.length === 0
      ? `The workspace ${host} has no SQL warehouse that we may use.`
      : `The workspace ${host} has several SQL warehouses, and nothing says which one to use.`,
  hint: ({ warehouses }) =>
    warehouses.length === 0
      ? 'Tables are read by a SQL warehouse. Make one, or ask for CAN_USE on one.'
      : `Set DATABRICKS_WAREHOUSE_ID, or \`warehouse_id\` of the connection: ${listing(warehouses, 6)}.`,
});

export const linkFailed = problemType<{ storage: string; attempts: number; detail: string }>({
  code: 'HR-DATABRICKS-033',
  severity: 'error',
  title: 'Result cannot be fetched',
  message: ({ storage, attempts, detail }) =>
    `A part of a result cannot be fetched from ${storage}, where the workspace has put it; tried ${attempts} times: ${detail}.`,
  hint: () =>
    'Results come straight from the storage of the cloud: the network must let us through to it, too.',
});

export const resultDamaged = problemType<{ table: string; detail: string }>({
  code: 'HR-DATABRICKS-034',
  severity: 'error',
  title: 'Result is not whole',
  message: ({ table, detail }) => `What the workspace gives as the rows of ${table} is not whole: ${detail}.`,
  hint: () => 'Nothing was skipped: run the same command again, it goes on where it stopped.',
});
