import { describe, expect, it } from 'vitest';
import { contentKind, mediaType, typeParameter } from './content-type.js';

describe('contentKind', () => {
  it.each([
    ['application/json', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['Application/JSON;charset=UTF-8', 'json'],
    ['application/vnd.api+json', 'json'],
    ['application/problem+json; charset=utf-8', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['multipart/form-data; boundary=x', 'multipart'],
    ['text/plain', 'other'],
    ['application/x-ndjson', 'other'],
    ['application/jsonish', 'other'],
    ['', 'other'],
    [undefined, 'other'],
  ])('%s is %s', (type, kind) => expect(contentKind(type)).toBe(kind));
});

describe('mediaType', () => {
  it.each([
    ['Text/Plain ; charset=x', 'text/plain'],
    ['', null],
    [undefined, null],
    [';charset=x', null],
  ])('%s → %s', (type, media) => expect(mediaType(type)).toBe(media));
});

describe('typeParameter', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'boundary', 'abc'],
    ['multipart/form-data; charset=x; boundary="a b"', 'boundary', 'a b'],
    ['text/plain; Charset=latin1', 'charset', 'latin1'],
    ['text/plain', 'charset', undefined],
  ])('%s %s → %s', (type, name, value) => expect(typeParameter(type, name as 'boundary' | 'charset')).toBe(value));
});
