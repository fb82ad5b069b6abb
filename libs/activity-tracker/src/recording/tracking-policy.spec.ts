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
    ['by default, signed-in users', {}, {}, 'POST', 'identified', 'default'],
    ['an unknown route like any other', {}, undefined, 'GET', 'identified', 'default'],
    ['@SkipActivity() nobody', {}, { skip: true }, 'POST', 'nobody', '@SkipActivity()'],
    ['a method that is listed', { methods: ['POST'] }, {}, 'POST', 'identified', 'default'],
    ['a method that is not', { methods: ['GET'] }, {}, 'POST', 'nobody', 'capture.methods'],
    ['a method that is not, on an unknown route', { methods: ['GET'] }, undefined, 'POST', 'nobody', 'capture.methods'],
    ['a skipped controller', { skipNamespaces: ['OrdersController'] }, {}, 'POST', 'nobody', 'capture.skipNamespaces'],
    ['another controller', { skipNamespaces: ['Orders'] }, {}, 'POST', 'identified', 'default'],
    ['a skipped name', { skipUrlNames: ['create'] }, {}, 'POST', 'nobody', 'capture.skipUrlNames'],
    [
      'a skipped full name',
      { skipUrlNames: ['OrdersController.create'] },
      {},
      'POST',
      'nobody',
      'capture.skipUrlNames',
    ],
    ['the full name of another', { skipUrlNames: ['UsersController.create'] }, {}, 'POST', 'identified', 'default'],
    ['@TrackAnonymous() everybody', {}, { trackAnonymous: true }, 'POST', 'everybody', '@TrackAnonymous()'],
    [
      'a name tracked anonymously',
      { trackAnonymousUrlNames: ['create'] },
      {},
      'POST',
      'everybody',
      'capture.trackAnonymousUrlNames',
    ],
    [
      'everything tracked anonymously',
      { trackAnonymous: true },
      undefined,
      'GET',
      'everybody',
      'capture.trackAnonymous',
    ],
    [
      'a skip goes before anonymous tracking',
      { skipUrlNames: ['create'] },
      { trackAnonymous: true },
      'POST',
      'nobody',
      'capture.skipUrlNames',
    ],
    [
      'the decorator that skips goes before all',
      { trackAnonymous: true },
      { skip: true, trackAnonymous: true },
      'POST',
      'nobody',
      '@SkipActivity()',
    ],
  ])('%s', (_, options, given, method, tracking, reason) => {
    expect(decide(options, given, method)).toEqual({ tracking, reason });
  });
});
