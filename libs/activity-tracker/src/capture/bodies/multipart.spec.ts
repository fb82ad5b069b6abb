import { describe, expect, it } from 'vitest';
import { readMultipart } from './multipart.js';

const part = (head: string, content: string) => `--B\r\n${head}\r\n\r\n${content}\r\n`;
const read = (text: string, whole = true) => readMultipart(Buffer.from(text, 'utf8'), 'B', whole);

describe('readMultipart', () => {
  it.each([
    ['a text field', part('Content-Disposition: form-data; name="title"', 'hi'), [['title', 'hi']]],
    ['text beyond ASCII', part('Content-Disposition: form-data; name="größe"', '5 €'), [['größe', '5 €']]],
    ['an empty field', part('Content-Disposition: form-data; name="a"', ''), [['a', '']]],
    ['a name without quotes', part('Content-Disposition: form-data; name=a', '1'), [['a', '1']]],
    ['a name with an escaped quote', part('Content-Disposition: form-data; name="a\\"b"', '1'), [['a"b', '1']]],
    [
      'headers in small letters',
      part('content-disposition: form-data; name="a"\r\ncontent-type: text/plain', '1'),
      [['a', '1']],
    ],
    [
      'a file',
      part('Content-Disposition: form-data; name="f"; filename="x.png"\r\nContent-Type: image/png', 'bytes'),
      [['f', { filename: 'x.png', type: 'image/png', size: 5 }]],
    ],
    [
      'a file without a type',
      part('Content-Disposition: form-data; filename="x"; name="f"', 'bytes'),
      [['f', { filename: 'x', type: null, size: 5 }]],
    ],
    [
      "a file whose name looks like the field's",
      part('Content-Disposition: form-data; name="f"; filename="x; name=g"', 'bytes'),
      [['f', { filename: 'x; name=g', type: null, size: 5 }]],
    ],
    ['a part without a name', part('Content-Disposition: form-data', 'x'), []],
    [
      'a repeated name',
      part('Content-Disposition: form-data; name="a"', '1') + part('Content-Disposition: form-data; name="a"', '2'),
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
  ])('%s', (_, body, fields) => {
    expect(read(`${body}--B--\r\n`)).toEqual(fields);
  });

  it('ignores a preamble and an epilogue', () => {
    expect(read(`preamble\r\n${part('Content-Disposition: form-data; name="a"', '1')}--B--\r\nepilogue`)).toEqual([
      ['a', '1'],
    ]);
  });

  it('omits a truncated field, and gives a truncated file no size', () => {
    const field = '--B\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunt';
    const file = '--B\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nbyt';
    expect(read(field, false)).toEqual([]);
    expect(read(file, false)).toEqual([['f', { filename: 'x', type: null, size: null }]]);
  });

  it('returns no fields for a body that is not multipart', () => {
    expect(read('hello')).toEqual([]);
    expect(read('')).toEqual([]);
  });
});
