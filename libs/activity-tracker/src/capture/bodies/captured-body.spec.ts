import { describe, expect, it } from 'vitest';
import { CapturedBody } from './captured-body.js';

const chunks = {
  strings: ['ab', 'cd'],
  buffers: [Buffer.from('ab'), Buffer.from('cd')],
  'byte arrays': [new Uint8Array([97, 98]), new Uint8Array([99, 100])],
};

describe('CapturedBody', () => {
  it.each(Object.entries(chunks))('concatenates %s', (_, parts) => {
    const body = new CapturedBody(true, 100);
    for (const part of parts) body.noteOrEnd(part);
    expect(body.bytes().toString()).toBe('abcd');
    expect(body).toMatchObject({ size: 4, cut: false, complete: false });
  });

  it('counts bytes, not characters', () => {
    const body = new CapturedBody(true, 100);
    body.noteOrEnd('€');
    expect(body.size).toBe(3);
    expect(body.bytes()).toHaveLength(3);
  });

  it('keeps bytes up to its limit, and counts all', () => {
    const body = new CapturedBody(true, 3);
    body.noteOrEnd('ab');
    body.noteOrEnd('cdef');
    body.noteOrEnd('gh');
    expect(body.bytes().toString()).toBe('abc');
    expect(body).toMatchObject({ size: 8, cut: true });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'keeps the first %i bytes of a text, whatever its characters take',
    (limit) => {
      for (const text of [
        'abcdefghijkl',
        '\u20ac\u20ac\u20ac\u20ac',
        '\u{1f600}\u{1f600}\u{1f600}',
        'a\u{1f600}\u00e9\u{1f600}\u{1f600}',
        '\ud83d\ud83d\ude00\ude00\ud83d',
      ])
        for (const before of ['', 'x']) {
          const body = new CapturedBody(true, limit);
          if (before) body.noteOrEnd(before);
          body.noteOrEnd(text);
          body.noteOrEnd('more');
          expect(body.bytes()).toEqual(Buffer.from(before + text).subarray(0, limit));
          expect(body.keptBytes).toBe(limit);
        }
    },
  );

  it('holds all of a body that came at once, until more follows', () => {
    const text = '{"a":"\u20ac\u20ac\u20ac"}';
    for (const chunk of [text, Buffer.from(text)]) {
      const body = new CapturedBody(true, 8);
      body.noteOrEnd(chunk);
      const all = Buffer.alloc(body.heldBytes);
      expect(body.copyTo(all, 0)).toBe(all.length);
      expect([all, body.whole(), body.bytes()]).toEqual([
        Buffer.from(text),
        Buffer.from(text),
        Buffer.from(text).subarray(0, 8),
      ]);
      body.noteOrEnd(' ');
      expect([body.whole(), body.heldBytes]).toEqual([undefined, 8]);
      expect(body.bytes()).toEqual(Buffer.from(text).subarray(0, 8));
    }
  });

  it('keeps no bytes of a body that is only counted', () => {
    const body = new CapturedBody(false, 100);
    body.noteOrEnd('abc');
    expect(body.bytes()).toHaveLength(0);
    expect(body).toMatchObject({ size: 3, isKept: false });
  });

  it.each([
    ['latin1', 'é', [0xe9]],
    ['hex', 'ff00', [0xff, 0]],
    ['base64', 'AAE=', [0, 1]],
  ])('decodes %s text as the stream would', (encoding, text, bytes) => {
    const body = new CapturedBody(true, 100);
    body.noteOrEnd(text, encoding);
    expect([...body.bytes()]).toEqual(bytes);
  });

  it('ignores an unknown encoding, which the stream rejects', () => {
    const body = new CapturedBody(true, 100);
    expect(() => body.noteOrEnd('abc', 'klingon')).not.toThrow();
    body.noteOrEnd('the stream refused that one');
    expect(body.bytes().toString()).toBe('the stream refused that one');
  });

  it('returns a single string as written, and undefined for several chunks', () => {
    const one = new CapturedBody(true, 100);
    one.noteOrEnd('{"a":1}');
    expect(one.asWritten()).toBe('{"a":1}');
    one.noteOrEnd(' ');
    expect(one.asWritten()).toBeUndefined();
  });

  it('is complete after null', () => {
    const body = new CapturedBody(true, 100);
    body.noteOrEnd(null);
    expect(body.complete).toBe(true);
  });
});
