import { expect, test } from 'vitest';
import { typeMistake } from './column-type.ts';

test.each([
  ...['string', 'boolean', 'tinyint', 'smallint', 'int', 'integer', 'bigint', 'float', 'double', 'date'],
  ...['timestamp', 'timestamp_ntz', 'binary', ' BIGINT ', 'decimal(10)', 'Decimal ( 38 , 10 )'],
  'array<string>',
  'Array < Array<int> >',
  'map<string,array<decimal(10,2)>>',
  'struct<a:int,b c:string, d : map<string, struct<e:int>>>',
  'struct<`a:b,<``>`:int,"c d":date>',
])('%s is a type', (type) => {
  expect(typeMistake(type)).toBeUndefined();
});

test.each([
  ['strng', undefined, 'string'],
  ['VARCHAR', undefined, 'string'],
  ['long', undefined, 'bigint'],
  ['money', undefined, undefined],
  ['varchar(10)', 'there is no type "varchar"', 'string'],
  ['map<string,aray<int>>', 'there is no type "aray"', 'array'],
  ['int[]', 'lists are written in another way', 'array<int>'],
  ['', 'it is empty', undefined],
  ['7', 'no type starts with "7"', undefined],
  ['int not null', '"not null" is left over at its end', undefined],
  ['decimal', 'decimal says its digits, as in decimal(10,2)', undefined],
  ['decimal(10', 'its "(" is not closed', undefined],
  ['decimal(39,2)', 'a decimal has 1 to 38 digits', undefined],
  ['decimal(2,3)', 'a decimal has no more digits after the point than in all', undefined],
  ['array', 'array says what it holds, as in array<string>', undefined],
  ['array<', 'a type is missing at its end', undefined],
  ['array<>', 'no type starts with ">"', undefined],
  ['array<int', 'its "<" is not closed', undefined],
  ['array<int,int>', 'an array has one type', undefined],
  ['map<string>', 'a map has two types, as in map<string,int>', undefined],
  ['map<string,int,int>', 'a map has two types, as in map<string,int>', undefined],
  ['struct<int>', 'fields are written name:type, as in struct<name:string,age:int>', undefined],
  ['struct<:int>', 'fields are written name:type, as in struct<name:string,age:int>', undefined],
  ['struct<a:int b:int>', '"b:int>" cannot follow there', undefined],
  ['array<'.repeat(100_000), 'it is nested too deeply', undefined],
])('%s is none', (type, reason, meant) => {
  expect({ reason: undefined, meant: undefined, ...typeMistake(type) }).toEqual({ reason, meant });
});
