import { problemType } from '../../kernel/index.ts';

/** Everything that can be wrong between us and an Elasticsearch cluster. `cluster` names it without secrets. */
export const invalidNode = problemType<{ node: string; detail: string }>({
  code: 'HR-ELASTIC-001',
  severity: 'error',
  title: 'Not an address of Elasticsearch',
  message: ({ node, detail }) => `"${node}" is not an address of Elasticsearch: ${detail}.`,
  hint: () => 'Write host, host:port or a URL, several with commas: http and port 9200 unless said.',
});

export const credentialsInUrl = problemType<{ host: string }>({
  code: 'HR-ELASTIC-002',
  severity: 'error',
  title: 'Credentials in a URL',
  message: ({ host }) => `The URL of ${host} holds credentials; URLs end up in logs and process lists.`,
  hint: () =>
    'Take them out of the URL and give them as ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, or as ELASTICSEARCH_API_KEY.',
});

export const contradictorySettings = problemType<{ detail: string }>({
  code: 'HR-ELASTIC-003',
  severity: 'error',
  title: 'Settings of Elasticsearch do not fit together',
  message: ({ detail }) => `The settings of Elasticsearch do not fit together: ${detail}.`,
});

export const unusableCertificate = problemType<{ detail: string }>({
  code: 'HR-ELASTIC-004',
  severity: 'error',
  title: 'Certificate of the authority cannot be read',
  message: ({ detail }) => `The certificate to trust cannot be used: ${detail}.`,
  hint: () => 'ELASTICSEARCH_CA_CERT (ca_cert) is the path of a PEM file, or its text.',
});

export const unreachable = problemType<{ cluster: string; detail: string }>({
  code: 'HR-ELASTIC-005',
  severity: 'error',
  title: 'Elasticsearch cannot be reached',
  message: ({ cluster, detail }) => `Elasticsearch cannot be reached at ${cluster}: ${detail}.`,
  hint: ({ cluster }) =>
    cluster.includes('https:')
      ? 'Is it running, and is the address right? If it has no TLS, write http://.'
      : 'Is it running, and is the address right? If it wants TLS, write https://.',
});

export const untrustedCertificate = problemType<{ cluster: string; detail: string }>({
  code: 'HR-ELASTIC-006',
  severity: 'error',
  title: 'Certificate of Elasticsearch not trusted',
  message: ({ cluster, detail }) => `The certificate that ${cluster} shows is not trusted: ${detail}.`,
  hint: () =>
    'Give the certificate of the authority that signed it: ELASTICSEARCH_CA_CERT (ca_cert). On the server it is usually config/certs/http_ca.crt.',
});

export const wrongCertificateName = problemType<{ cluster: string; detail: string }>({
  code: 'HR-ELASTIC-007',
  severity: 'error',
  title: 'Certificate is for another host',
  message: ({ cluster, detail }) => `The certificate that ${cluster} shows is for another host: ${detail}.`,
  hint: () => 'Use a host name that the certificate holds.',
});

export const notElasticsearch = problemType<{ cluster: string }>({
  code: 'HR-ELASTIC-008',
  severity: 'error',
  title: 'Not Elasticsearch',
  message: ({ cluster }) => `What answers at ${cluster} is not Elasticsearch.`,
  hint: () => 'Check host and port; a proxy must pass on the header X-elastic-product.',
});

export const notAuthenticated = problemType<{ cluster: string; as: string }>({
  code: 'HR-ELASTIC-009',
  severity: 'error',
  title: 'Elasticsearch does not know us',
  message: ({ cluster, as }) => `Elasticsearch at ${cluster} does not let us in (401), ${as}.`,
  hint: () => 'Check ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD.',
});

export const notAllowed = problemType<{ cluster: string; detail: string }>({
  code: 'HR-ELASTIC-010',
  severity: 'error',
  title: 'Elasticsearch does not allow it',
  message: ({ cluster, detail }) => `Elasticsearch at ${cluster} does not allow it (403): ${detail}.`,
  hint: () => 'Give the user or API key the privilege that is named.',
});

export const timedOut = problemType<{ cluster: string; ms: number }>({
  code: 'HR-ELASTIC-011',
  severity: 'error',
  title: 'Elasticsearch did not answer in time',
  message: ({ cluster, ms }) => `Elasticsearch at ${cluster} did not answer within ${ms} ms.`,
});

export const unavailable = problemType<{ cluster: string; detail: string }>({
  code: 'HR-ELASTIC-012',
  severity: 'error',
  title: 'Elasticsearch is not available now',
  message: ({ cluster, detail }) => `Elasticsearch at ${cluster} cannot do it now: ${detail}.`,
  hint: () => 'It may work later.',
});

export const refused = problemType<{ cluster: string; detail: string }>({
  code: 'HR-ELASTIC-013',
  severity: 'error',
  title: 'Elasticsearch refused a request',
  message: ({ cluster, detail }) => `Elasticsearch at ${cluster} refused a request: ${detail}.`,
});

export const indexGone = problemType<{ index: string; cluster: string }>({
  code: 'HR-ELASTIC-014',
  severity: 'error',
  title: 'Index deleted',
  message: ({ index, cluster }) => `There is no index or alias "${index}" at ${cluster}, or no longer.`,
  hint: () => 'If it was deleted on purpose, start again: what was written went with it.',
});

export const indexNotWritable = problemType<{ index: string; cluster: string; detail: string }>({
  code: 'HR-ELASTIC-015',
  severity: 'error',
  title: 'Index takes no writes',
  message: ({ index, cluster, detail }) => `"${index}" at ${cluster} takes no writes: ${detail}.`,
});

export const aliasIsIndex = problemType<{ alias: string; cluster: string }>({
  code: 'HR-ELASTIC-016',
  severity: 'error',
  title: 'Alias is the name of an index',
  message: ({ alias, cluster }) => `"${alias}" is to be an alias, but is an index at ${cluster}.`,
  hint: ({ alias }) =>
    `Choose another alias; or, if the index may go, delete it: DELETE /${alias}. Nothing was changed.`,
});

export const aliasAmbiguous = problemType<{ alias: string; cluster: string; indexes: readonly string[] }>({
  code: 'HR-ELASTIC-017',
  severity: 'error',
  title: 'Alias of several indexes',
  message: ({ alias, cluster, indexes }) =>
    `The alias "${alias}" at ${cluster} points to ${indexes.join(' and ')}, and to none of them for writing.`,
  hint: () => 'Remove the alias from all but one, or set is_write_index for one.',
});

export const unusableTemplate = problemType<{ template: string; detail: string }>({
  code: 'HR-ELASTIC-018',
  severity: 'error',
  title: 'Index template cannot be used',
  message: ({ template, detail }) => `The index template ${template} cannot be used: ${detail}.`,
  hint: () =>
    'It is a JSON object with "settings" and "mappings", as for creating an index. Nothing was created.',
});

export const indexRefused = problemType<{ index: string; cluster: string; detail: string }>({
  code: 'HR-ELASTIC-019',
  severity: 'error',
  title: 'Index cannot be created as described',
  message: ({ index, cluster, detail }) =>
    `Elasticsearch at ${cluster} cannot have the index "${index}" as described: ${detail}.`,
});

export const analyzerMissing = problemType<{ analyzer: string; cluster: string }>({
  code: 'HR-ELASTIC-020',
  severity: 'error',
  title: 'Analyzer missing',
  message: ({ analyzer, cluster }) =>
    `Elasticsearch at ${cluster} was built without the analyzer "${analyzer}".`,
  hint: () => 'Use "analyzer: standard", or a build of Elasticsearch with the module analysis-common.',
});

export const leaseHeld = problemType<{ load: string; owner: string; until: string }>({
  code: 'HR-ELASTIC-021',
  severity: 'error',
  title: 'Load held by another loader',
  message: ({ load, owner, until }) =>
    `Another loader is at work on ${load}: ${owner}, until ${until} at least.`,
  hint: () => 'Wait for it to finish. If it is dead, its hold ends by itself at that time.',
});

export const leaseLost = problemType<{ load: string; owner: string }>({
  code: 'HR-ELASTIC-022',
  severity: 'error',
  title: 'Load taken over by another loader',
  message: ({ load, owner }) => `Another loader has taken over ${load}: ${owner}. This one stops.`,
  hint: () => 'Nothing is lost: the other one goes on from the last saved state.',
});

export const unreadableState = problemType<{ load: string; index: string; detail: string }>({
  code: 'HR-ELASTIC-023',
  severity: 'error',
  title: 'State of a load cannot be read',
  message: ({ load, index, detail }) =>
    `The state of ${load} in the index "${index}" cannot be read: ${detail}.`,
});

export const mappingFixed = problemType<{ index: string; fields: readonly string[] }>({
  code: 'HR-ELASTIC-024',
  severity: 'error',
  title: 'Mapping cannot be changed in place',
  message: ({ index, fields }) => `The index "${index}" cannot change in place: ${fields.join('; ')}.`,
  hint: () => 'Build it anew beside the live one: headrace reindex.',
});
