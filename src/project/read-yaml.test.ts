import { expect, it } from 'vitest';
import { HeadraceError } from '../kernel/index.ts';
import { ProblemList } from './problem-list.ts';
import { readYaml } from './read-yaml.ts';

function placesIn(text: string): (number | undefined)[] {
  try {
    readYaml('config.yml', text, new ProblemList());
    return [];
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    return error.problems.map(({ place }) => place?.line);
  }
}

it('tells a mistake once, not every word behind it', () => {
  const tables = Array.from({ length: 50 }, (_, i) => `  - {name: t${i}, tags: [a]}\n`).join('');
  expect(placesIn(`tables:\n  - {name: a, path: \${var:x}/y }\n${tables}`)).toEqual([2]);
});

it('tells several mistakes, each at its line', () => {
  expect(placesIn('a: !x 1\nb: !y 2\n')).toEqual([1, 2]);
});
