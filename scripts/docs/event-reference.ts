import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, type TSSignature, type TSType } from 'oxc-parser';

export function runEventReference(): string {
  return eventReference('../../src/run/events.ts', 'RunEvent');
}

export function loadingEventReference(): string {
  return eventReference('../../src/loading/record/events.ts', 'LoadingEvent');
}

export function triggerEventReference(): string {
  return eventReference('../../src/loading/trigger/trigger-request.ts', 'TriggerEvent');
}

export function deployEventReference(): string {
  return eventReference('../../src/deploy/cli/deploy-bundle.ts', 'DeployEvent');
}

export function connectorEventReference(): string {
  return eventReference('../../src/connectors/operate/run-events.ts', 'ConnectorRunEvent');
}

export function updateEventReference(): string {
  return eventReference('../../src/engine/databricks/logs.ts', 'UpdateEvent');
}

/** The reference of events, as Markdown, from the type that every one of them has: a union, or one interface. */
function eventReference(module: string, name: string): string {
  const file = fileURLToPath(new URL(module, import.meta.url));
  const source = readFileSync(file, 'utf8');
  const { program, comments } = parseSync(file, source);
  const types = new Map<string, TSSignature[]>();
  let events: TSType | undefined;
  for (const statement of program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : null;
    if (declared?.type === 'TSInterfaceDeclaration') types.set(declared.id.name, declared.body.body);
    if (declared?.type === 'TSTypeAliasDeclaration' && declared.id.name === name) {
      events = declared.typeAnnotation;
    }
  }

  const text = ({ start, end }: { start: number; end: number }): string =>
    source
      .slice(start, end)
      .replace(/\s+/g, ' ')
      .replace(/\breadonly /g, '');

  const comment = ({ start }: { start: number }): string => {
    const above = comments.find(
      ({ end, type }) => type === 'Block' && end <= start && source.slice(end, start).trim() === '',
    );
    return (
      above?.value
        .replace(/^\*|^\s*\*\s?/gm, '')
        .replace(/\s+/g, ' ')
        .trim() ?? ''
    );
  };

  /** The members of a type that is a literal, a named interface, or several of them at once. */
  const members = (type: TSType): TSSignature[] => {
    if (type.type === 'TSParenthesizedType') return members(type.typeAnnotation);
    if (type.type === 'TSTypeLiteral') return type.members;
    if (type.type === 'TSIntersectionType') return type.types.flatMap(members);
    if (type.type === 'TSTypeReference') return types.get(text(type.typeName)) ?? [];
    return [];
  };

  const options = (type: TSType): TSType[] => {
    if (type.type === 'TSParenthesizedType') return options(type.typeAnnotation);
    if (type.type === 'TSIntersectionType') return type.types.flatMap(options);
    return type.type === 'TSUnionType' ? type.types : [];
  };

  const fieldTable = (
    signatures: readonly TSSignature[],
  ): { readonly type: string; readonly table: string } => {
    const fields = signatures.filter((member) => member.type === 'TSPropertySignature');
    const named = fields.map((field) => ({
      name: text(field.key),
      optional: field.optional,
      type: field.typeAnnotation ? text(field.typeAnnotation.typeAnnotation) : '',
      meaning: comment(field),
    }));
    const rows = named
      .filter((field) => field.name !== 'type')
      .map(({ name: key, optional, type, meaning }) => {
        const cell = type.replace(/^\| /, '').replaceAll('|', '\\|');
        return `| \`${key}\`${optional ? ' (optional)' : ''} | \`${cell}\` | ${meaning} |`;
      });
    const type = named.find((field) => field.name === 'type')?.type.replaceAll("'", '') ?? '';
    return { type, table: ['| Field | Type | Meaning |', '| --- | --- | --- |', ...rows].join('\n') };
  };

  const single = types.get(name);
  if (single) return fieldTable(single).table;
  return options(events ?? fail(`${name} is gone`))
    .map((option) => {
      const { type, table } = fieldTable(members(option));
      return `### \`${type}\`\n\n${table}`;
    })
    .join('\n\n');
}

function fail(reason: string): never {
  throw new Error(reason);
}
