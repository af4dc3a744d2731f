import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configReference, connectorReference } from './config-reference.ts';
import {
  connectorEventReference,
  deployEventReference,
  loadingEventReference,
  runEventReference,
  triggerEventReference,
  updateEventReference,
} from './event-reference.ts';
import { functionReference } from './function-reference.ts';
import { withGenerated } from './markdown.ts';
import { problemReference } from './problems.ts';
import { variableReference } from './variable-reference.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** All pages for readers, relative to the repository. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => `docs/${file}`),
];

const generated: readonly { page: string; name: string; content: () => string }[] = [
  { page: 'docs/configuration.md', name: 'configuration', content: configReference },
  { page: 'docs/connector-bundles.md', name: 'connector.yml', content: connectorReference },
  { page: 'docs/running.md', name: 'events', content: runEventReference },
  { page: 'docs/sync.md', name: 'variables', content: variableReference },
  { page: 'docs/sync.md', name: 'loading events', content: loadingEventReference },
  { page: 'docs/databricks.md', name: 'trigger events', content: triggerEventReference },
  { page: 'docs/databricks.md', name: 'deploy events', content: deployEventReference },
  { page: 'docs/connectors.md', name: 'connector run events', content: connectorEventReference },
  { page: 'docs/databricks.md', name: 'log lines', content: updateEventReference },
  { page: 'docs/sql.md', name: 'functions', content: functionReference },
  { page: 'docs/problems.md', name: 'problems', content: problemReference },
];

/** The page with its generated parts as they should be now. */
export function regenerated(page: string, markdown: string): string {
  return generated
    .filter((part) => part.page === page)
    .reduce((text, { name, content }) => withGenerated(text, name, content()), markdown);
}
