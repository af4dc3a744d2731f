import type { ConnectorOptions } from './read-options.ts';

/** Shorter values would mask half of all words. */
const shortest = 4;

/** The text without values of options. (The Python side masks the same in what it says itself, in more forms.) */
export function maskOptions(text: string, options: ConnectorOptions = {}): string {
  const values = Object.values(options)
    .flatMap((value) => [value.trim(), ...value.split(/[\s"',:{}[\]]+/)])
    .filter((value) => value.length >= shortest && !/^(?:true|false|none|null)$/i.test(value))
    .flatMap((value) => [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString('base64').replace(/=+$/, ''),
    ])
    .sort((a, b) => b.length - a.length);
  return values.reduce((masked, value) => masked.replaceAll(value, '***'), text);
}
