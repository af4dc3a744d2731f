import { problemType } from '../../kernel/index.ts';

export const unreadableCorpusModel = problemType<{ reason: string }>({
  code: 'HR-EMBED-001',
  severity: 'error',
  title: 'Unreadable corpus model',
  message: ({ reason }) => `The embedder that was learned from the corpus cannot be read: ${reason}.`,
  hint: () => 'Learn it again and rebuild the index: headrace index --relearn.',
});

export const missingModelFile = problemType<{ folder: string; file: string }>({
  code: 'HR-EMBED-002',
  severity: 'error',
  title: 'Model file missing',
  message: ({ folder, file }) => `The model folder ${folder} has no readable ${file}.`,
  hint: () =>
    'A static model is a folder with `model.safetensors` (one matrix: tokens × dimensions) and `tokenizer.json`, as model2vec writes it.',
});

export const damagedModelFile = problemType<{ path: string; reason: string }>({
  code: 'HR-EMBED-003',
  severity: 'error',
  title: 'Model file not understood',
  message: ({ path, reason }) => `The model file ${path} cannot be used: ${reason}.`,
  hint: () => 'If the download was cut short, fetch it again; only plain static models are supported.',
});

export const wrongDimensions = problemType<{ source: string; expected: number; found: number }>({
  code: 'HR-EMBED-004',
  severity: 'error',
  title: 'Vectors of another size',
  message: ({ source, expected, found }) =>
    `${source} makes vectors of ${found} dimensions, but the index is declared with ${expected}.`,
  hint: ({ found }) => `Set \`dimensions: ${found}\` in the index's vector settings, or use another model.`,
});

export const endpointRefused = problemType<{ url: string; status: number; detail: string }>({
  code: 'HR-EMBED-005',
  severity: 'error',
  title: 'Embeddings refused',
  message: ({ url, status, detail }) =>
    `The embeddings endpoint ${url} answered ${status}${detail && `: ${detail}`}.`,
  hint: ({ status }) => {
    if (status === 401 || status === 403) return 'Check the API key and what it is allowed to use.';
    if (status === 404) return 'Check the URL (it usually ends in /v1) and the name of the model.';
    return 'The endpoint will not accept this request however often it is sent; its answer says why.';
  },
});

export const endpointUnavailable = problemType<{ url: string; attempts: number; reason: string }>({
  code: 'HR-EMBED-006',
  severity: 'error',
  title: 'Embeddings endpoint unavailable',
  message: ({ url, attempts, reason }) =>
    `The embeddings endpoint ${url} gave no vectors in ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}; the last one failed: ${reason}.`,
  hint: () => 'Try again later; what was indexed so far is kept.',
});

export const unexpectedAnswer = problemType<{ url: string; reason: string }>({
  code: 'HR-EMBED-007',
  severity: 'error',
  title: 'Embeddings not understood',
  message: ({ url, reason }) => `The answer of the embeddings endpoint ${url} is not understood: ${reason}.`,
  hint: () => 'The endpoint has to speak the OpenAI embeddings API: POST /embeddings.',
});

export const endpointRedirected = problemType<{ url: string; to: string }>({
  code: 'HR-EMBED-008',
  severity: 'error',
  title: 'Embeddings endpoint redirected',
  message: ({ url, to }) =>
    `The embeddings endpoint ${url} redirects to ${to}; redirects are not followed, for the API key must not travel.`,
  hint: ({ to }) => `If you trust ${to}, put its address into the configuration.`,
});

export const unusableEndpoint = problemType<{ reason: string }>({
  code: 'HR-EMBED-009',
  severity: 'error',
  title: 'Unusable embeddings endpoint',
  message: ({ reason }) => `The embeddings endpoint cannot be used: ${reason}.`,
  hint: () =>
    'Write the URL as https://host/v1, and the key, if there is one, in the setting for the API key.',
});
