import { exitCode, HeadraceError, isRecord } from '../../kernel/index.ts';
import { type IndexBody, stampMapping } from './index-body.ts';
import { unusableTemplate } from './problems.ts';
import { oneLine } from './translate-error.ts';

/** A user's own settings and mappings, in place of ours. */
export interface UserTemplate {
  /** For messages: a path, or where it stands in the configuration. */
  readonly name: string;
  /** The text of a JSON file, or an object from the configuration. */
  readonly content: string | Readonly<Record<string, unknown>>;
}

/** Values of placeholders such as `${EMBEDDING_DIMENSIONS}`. */
export type Placeholders = Readonly<Record<string, string | number>>;

/**
 * Reads a template: `{settings, mappings}` as for creating an index, or an index template, which has
 * both under `template`. `_headrace` is added to its mappings; nothing else is.
 *
 * A placeholder that is a whole JSON text (`"dims": "${EMBEDDING_DIMENSIONS}"`) becomes a number if
 * its value is one, so that a file can be valid JSON.
 *
 * @throws HeadraceError (exit code 2) that says what is wrong. What only Elasticsearch can judge, it
 * does when the index is created, and then creates none.
 */
export function readTemplate({ name, content }: UserTemplate, placeholders: Placeholders = {}): IndexBody {
  const fail = (detail: string): HeadraceError =>
    new HeadraceError(unusableTemplate({ template: name, detail }), { exitCode: exitCode.usage });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const filled = fill(text, placeholders, (unknown) =>
    fail(
      `it has the placeholder ${unknown}; known are ${
        Object.keys(placeholders)
          .map((known) => `\${${known}}`)
          .join(', ') || 'none'
      }`,
    ),
  );
  const outer = parse(filled, fail);
  const body = isRecord(outer.template) ? outer.template : outer;
  const unknown = Object.keys(body).find((key) => !['settings', 'mappings', '_meta'].includes(key));
  if (unknown === 'aliases') throw fail('it has "aliases"; the alias is made from the configuration');
  if (unknown !== undefined) throw fail(`it has "${unknown}", which an index cannot have`);
  const { settings = {}, mappings = {} } = body;
  if (!isRecord(settings)) throw fail('"settings" is no object');
  if (!isRecord(mappings)) throw fail('"mappings" is no object');
  return { settings, mappings: withStamp(mappings, fail) };
}

type Fail = (detail: string) => HeadraceError;

function fill(text: string, values: Placeholders, unknown: (placeholder: string) => HeadraceError): string {
  return text.replace(/"\$\{(\w+)\}"|\$\{(\w+)\}/g, (found, whole?: string, part?: string) => {
    const value = values[whole ?? part ?? ''];
    if (value === undefined) throw unknown(found.replaceAll('"', ''));
    if (whole === undefined) return String(value);
    const number = Number(value);
    return JSON.stringify(value !== '' && Number.isFinite(number) ? number : value);
  });
}

function parse(text: string, fail: Fail): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fail(`it is no JSON (${oneLine(error instanceof Error ? error.message : String(error))})`);
  }
  if (!isRecord(value)) throw fail('it is no JSON object');
  return value;
}

function withStamp(mappings: Record<string, unknown>, fail: Fail): Record<string, unknown> {
  const { properties = {}, _source: source } = mappings;
  if (!isRecord(properties)) throw fail('"mappings.properties" is no object');
  if (isRecord(source) && source.enabled === false)
    throw fail('it switches "_source" off: documents could be found, but never shown');
  if (isRecord(source) && (source.includes !== undefined || source.excludes !== undefined))
    throw fail('it cuts "_source": documents could not be shown as they were written');
  if (properties._headrace !== undefined) throw fail('it maps "_headrace", which Headrace maps itself');
  return { ...mappings, properties: { ...properties, _headrace: stampMapping } };
}
