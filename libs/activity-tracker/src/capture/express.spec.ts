import { describe, expect, it } from 'vitest';
import { express } from './express.js';
import { METHOD_METADATA } from './routes/route-metadata.js';

function named(name: string): () => void {
  return Object.defineProperty(() => {}, 'name', { value: name });
}

function ofNest(handle: () => void): () => void {
  Reflect.defineMetadata(METHOD_METADATA, 0, handle);
  return handle;
}

const matched = (handle: () => void) =>
  express.matchedRoute({ baseUrl: '/v1', route: { path: '/cards/:id', stack: [{ handle }] } } as object);

describe('the route that Express matched', () => {
  it.each([
    ['a handler named by Nest', ofNest(named('CardsController.find')), 'CardsController.find'],
    ['a wrapper with the name of a handler', named('CardsController.find'), 'CardsController.find'],
    ['an unnamed handler with method metadata', ofNest(named('')), undefined],
  ])('recognizes %s as a route of Nest', (_, handle, handlerName) => {
    expect(matched(handle)).toEqual({ template: '/v1/cards/:id', handlerName, isOfNest: true });
  });

  it('does not match middleware bound to a path', () => {
    expect(matched(named('serveStatic'))).toBeUndefined();
  });
});
