import { describe, expect, it } from 'vitest';
import { javaMemory, sparkDefaults } from './settings.ts';

describe('sparkDefaults', () => {
  const text = sparkDefaults({ folder: '/p q/.headrace/spark/dev', cores: 2, memory: '1g', quick: false });

  it('keeps Spark on the loopback, on a free port', () => {
    expect(text).toMatch(/^spark\.connect\.grpc\.binding\.address 127\.0\.0\.1$/m);
    expect(text).toMatch(/^spark\.connect\.grpc\.binding\.port 0$/m);
    expect(text).toMatch(/^spark\.driver\.bindAddress 127\.0\.0\.1$/m);
    expect(text).toMatch(/^spark\.ui\.enabled false$/m);
  });

  it('keeps tables and catalog in the folder, spaces and all', () => {
    expect(text).toMatch(/^spark\.sql\.warehouse\.dir \/p q\/\.headrace\/spark\/dev\/warehouse$/m);
  });
});

describe('javaMemory', () => {
  it('reads sizes as the configuration writes them', () => {
    expect(['512MB', '4GB', '1.5 GiB', '2g', '900MiB', '1TB'].map(javaMemory)).toEqual([
      '512m',
      '4096m',
      '1536m',
      '2048m',
      '900m',
      '1048576m',
    ]);
  });

  it('never goes below what Spark starts with, and leaves alone what is no size', () => {
    expect(javaMemory('64MB')).toBe('512m');
    expect([undefined, '80%', 'much'].map(javaMemory)).toEqual([undefined, undefined, undefined]);
  });
});
