import { describe, expect, it } from 'vitest';
import { CaptureOptions } from '../capture/capture.options.js';
import { TrackingPolicy } from './tracking-policy.js';

const route = {
  urlName: 'create',
  namespace: 'OrdersController',
  skip: false,
  trackAnonymous: false,
  eventName: undefined,
};

const decide = (options: Partial<CaptureOptions>, given: Partial<typeof route> | undefined = {}, method = 'POST') =>
  new TrackingPolicy(Object.assign(new CaptureOptions(), options)).decide({
    method,
    route: given && { ...route, ...given },
  });

describe('TrackingPolicy', () => {
  it.each<[string, Partial<CaptureOptions>, Partial<typeof route> | undefined, string, string, string]>([
    ['records signed-in users by default', {}, {}, 'POST', 'identified', 'default'],
    ['treats an unknown route like any other', {}, undefined, 'GET', 'identified', 'default'],
    ['skips routes with @SkipActivity()', {}, { skip: true }, 'POST', 'none', '@SkipActivity()'],
    ['records a listed method', { methods: ['POST'] }, {}, 'POST', 'identified', 'default'],
    ['skips an unlisted method', { methods: ['GET'] }, {}, 'POST', 'none', 'capture.methods'],
    [
      'skips an unlisted method on an unknown route',
      { methods: ['GET'] },
      undefined,
      'POST',
      'none',
      'capture.methods',
    ],
    [
      'skips a listed controller',
      { skipNamespaces: ['OrdersController'] },
      {},
      'POST',
      'none',
      'capture.skipNamespaces',
    ],
    ['records another controller', { skipNamespaces: ['Orders'] }, {}, 'POST', 'identified', 'default'],
    ['skips a listed handler name', { skipUrlNames: ['create'] }, {}, 'POST', 'none', 'capture.skipUrlNames'],
    [
      'skips a listed full name',
      { skipUrlNames: ['OrdersController.create'] },
      {},
      'POST',
      'none',
      'capture.skipUrlNames',
    ],
    [
      'records a handler whose full name differs',
      { skipUrlNames: ['UsersController.create'] },
      {},
      'POST',
      'identified',
      'default',
    ],
    [
      'records anonymous requests to routes with @TrackAnonymous()',
      {},
      { trackAnonymous: true },
      'POST',
      'all',
      '@TrackAnonymous()',
    ],
    [
      'records anonymous requests to a listed handler name',
      { trackAnonymousUrlNames: ['create'] },
      {},
      'POST',
      'all',
      'capture.trackAnonymousUrlNames',
    ],
    ['records all anonymous requests', { trackAnonymous: true }, undefined, 'GET', 'all', 'capture.trackAnonymous'],
    [
      'lets a skip win over anonymous tracking',
      { skipUrlNames: ['create'] },
      { trackAnonymous: true },
      'POST',
      'none',
      'capture.skipUrlNames',
    ],
    [
      'lets @SkipActivity() win over every other rule',
      { trackAnonymous: true },
      { skip: true, trackAnonymous: true },
      'POST',
      'none',
      '@SkipActivity()',
    ],
  ])('%s', (_, options, given, method, tracking, reason) => {
    expect(decide(options, given, method)).toEqual({ tracking, reason });
  });
});
