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
    ['a handler that Nest names', ofNest(named('CardsController.find')), 'CardsController.find'],
    ['one that another tool wrapped, and named alike', named('CardsController.find'), 'CardsController.find'],
    ['one without a name, by what its decorators say', ofNest(named('')), undefined],
  ])('%s is Nest’s', (_, handle, handlerName) => {
    expect(matched(handle)).toEqual({ template: '/v1/cards/:id', handlerName, isOfNest: true });
  });

  it('a middleware bound to a path is nobody’s', () => {
    expect(matched(named('serveStatic'))).toBeUndefined();
  });
});
