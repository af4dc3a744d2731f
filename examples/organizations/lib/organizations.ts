import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { embed } from './embed.ts';
import { randomFrom } from './random.ts';
import { type Product, sectors } from './sectors.ts';

/** A row of the table. None of these organizations exists; they are the same ones every time. */
export interface Organization {
  readonly hk: string;
  readonly name: string;
  readonly description: string;
  readonly sector: string;
  readonly country: string;
  readonly city: string;
  readonly tags: readonly string[];
  readonly employees: number;
  /** A decimal number, in euros. */
  readonly revenue: string;
  /** `YYYY-MM-DD`, as is the next one. */
  readonly founded: string;
  readonly updated_at: string;
  readonly website: string;
  readonly mail: string;
  readonly embedding: readonly number[];
}

const first = [
  'Alder',
  'Amber',
  'Basalt',
  'Cedar',
  'Cobalt',
  'Delta',
  'Ember',
  'Falcon',
  'Granite',
  'Harbour',
];
const second = ['Bridge', 'Brook', 'Field', 'Forge', 'Gate', 'Grove', 'Hill', 'Line', 'Point', 'Works'];
const forms = ['Company', 'Cooperative', 'Group', 'Labs', 'Partners', 'Trust'];
const verbs = ['develops', 'distributes', 'provides', 'sells', 'tests'];
const customers = [
  'towns',
  'villages',
  'families',
  'hotels',
  'factories',
  'public offices',
  'young companies',
];

const cities = readFileSync(new URL('../seeds/cities.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','));
const products = Object.entries(sectors).flatMap(([sector, all]) =>
  all.map((product): [string, Product] => [sector, product]),
);
/** A description is one of a few hundred, and embedding one takes a while. */
const vectors = new Map<string, number[]>();

export function organization(number: number): Organization {
  const random = randomFrom(`organization ${number}`);
  const one = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)];
    if (found === undefined) throw new Error('one of nothing');
    return found;
  };
  const [sector, product] = one(products);
  const [country = '', city = ''] = one(cities);
  const name = `${one(first)} ${one(second)} ${one(forms)} ${number}`;
  const description = `${one(verbs)} ${product.name} for ${one(customers)}`;
  const vector = vectors.get(description) ?? embed(description);
  vectors.set(description, vector);
  const employees = Math.ceil(2 ** (random() * 11));
  const site = `${name.toLowerCase().replaceAll(' ', '-')}.example`;
  return {
    hk: createHash('md5').update(`organization ${number}`).digest('hex'),
    name,
    description: `${name.replace(/ \d+$/, '')} ${description}.`,
    sector,
    country,
    city,
    tags: product.tags,
    employees,
    revenue: (employees * (20_000 + random() * 180_000)).toFixed(2),
    founded: day(1950 + Math.floor(random() * 75), random),
    // Long ago, so that a later sync has to read nothing but what has changed since.
    updated_at: day(2025, random),
    website: `https://${site}`,
    mail: `hello@${site}`,
    embedding: vector,
  };
}

function day(year: number, random: () => number): string {
  const text = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${text(1 + Math.floor(random() * 12))}-${text(1 + Math.floor(random() * 28))}`;
}
