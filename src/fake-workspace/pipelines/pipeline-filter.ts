import { invalid } from '../api-error.ts';
import type { PipelineSpec } from './pipeline-schema.ts';

/**
 * The filters that the API documents for lists of pipelines: `name LIKE '%shopping%'` and
 * `notebook='<path>'`, never several.
 *
 * @throws ApiError 400 for any other.
 */
export function pipelineFilter(text: string | undefined): (spec: PipelineSpec) => boolean {
  if (!text?.trim()) return () => true;
  const like = /^name\s+like\s+'((?:[^']|'')*)'$/i.exec(text.trim())?.[1];
  if (like !== undefined) {
    const pattern = likePattern(like.replaceAll("''", "'"));
    return ({ name = '' }) => pattern.test(name);
  }
  const path = /^notebook\s*=\s*'([^']*)'$/i.exec(text.trim())?.[1];
  if (path !== undefined) {
    return ({ libraries = [] }) => libraries.some(({ notebook }) => notebook?.path === path);
  }
  throw invalid(`Unsupported filter expression: ${text}`);
}

/** `%` is anything, `_` one character, a backslash takes their meaning away. */
function likePattern(like: string): RegExp {
  const source = like.replace(/\\?[\s\S]/gu, (part) => {
    if (part === '%') return '.*';
    if (part === '_') return '.';
    const literal = part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
    return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'su');
}
