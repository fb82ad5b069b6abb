import { describe, expect, it } from 'vitest';
import { Masker } from '../../masking/masker.js';
import { MaskingOptions } from '../../masking/masking.options.js';
import { resourceOf, singular } from './resource.js';

describe('singular', () => {
  it.each([
    ['orders', 'order'],
    ['categories', 'category'],
    ['keys', 'key'],
    ['addresses', 'address'],
    ['boxes', 'box'],
    ['branches', 'branch'],
    ['order-items', 'order-item'],
    ['status', 'status'],
    ['analysis', 'analysis'],
    ['address', 'address'],
    ['profile', 'profile'],
  ])('of %s is %s', (name, one) => {
    expect(singular(name)).toBe(one);
  });
});

describe('resourceOf', () => {
  const session = new Masker(new MaskingOptions()).begin();
  const of = (template: string | null, path: string | null, from?: string) =>
    resourceOf(
      {
        source: from === undefined ? undefined : { type: 'thing', from },
        template,
        path,
        requestBody: () => ({ id: 7 }),
        responseBody: () => undefined,
      },
      session,
    );

  it.each([
    ['/api/orders/:id', '/api/orders/7', { type: 'order', id: '7' }],
    ['/orders/:orderId/items/:id(\\d+)', '/orders/7/items/9', { type: 'item', id: '9' }],
    ['/orders/:id/', '/orders/7', { type: 'order', id: '7' }],
    ['/Orders/:id', '/orders/7', { type: 'Order', id: '7' }],
    ['/orders/:id', '/orders/%zz', { type: 'order', id: '%zz' }],
    ['/orders/:id', `/orders/${'9'.repeat(300)}`, { type: 'order', id: '9'.repeat(256) }],
    // Another segment count, and another word: the host rewrote the path.
    ['/orders/:id', '/v1/orders/7', undefined],
    ['/orders/:id', '/bills/7', undefined],
    ['/orders/*path', '/orders/7', undefined],
    ['/:a/:b', '/x/y', undefined],
    ['/orders', '/orders', undefined],
    [null, '/orders/7', undefined],
  ])('of %s and %s', (template, path, resource) => {
    expect(of(template, path)).toEqual(resource);
  });

  it.each([
    ['body.id', { type: 'thing', id: '7' }],
    ['body.constructor.name', undefined],
    ['response.id', undefined],
    ['other', undefined],
    ['id', { type: 'thing', id: '4711' }],
  ])('by a decorator with %s', (from, resource) => {
    expect(of('/orders/:id', '/orders/4711', from)).toEqual(resource);
  });
});
