import { expect, it } from 'vitest';
import { shortened } from './shortened.js';

it.each([
  ['ann@shop.example', 'a***@s***.example'],
  ['a@b.example', 'a***@b***.example'],
  ['ann@mail.shop.co.uk', 'a***@m***.uk'],
  ['ann@intranet', 'a***@i***'],
  ['203.0.113.7', '203.0.*.*'],
  ['2001:db8:1:2::7', '2001:db8:*'],
  ['::1', '::*'],
])('shortens %s to %s', (address, short) => expect(shortened(address)).toBe(short));
