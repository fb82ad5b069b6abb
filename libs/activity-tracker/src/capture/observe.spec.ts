import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Exchange, Platform } from './exchange.js';
import { ExchangeObserver } from './observe.js';

const platform: Platform = { matchedRoute: () => undefined };

function observing() {
  const ended: Exchange[] = [];
  const failures: unknown[] = [];
  const observer = new ExchangeObserver(
    1_024,
    (exchange) => ended.push(exchange),
    (error) => failures.push(error),
  );
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  return { observer, request, response, ended, failures };
}

describe('ExchangeObserver', () => {
  it('leaves a request unobserved if observing fails, and reports the failure', () => {
    const { observer, request, response, failures } = observing();
    Object.defineProperty(request, 'headers', {
      get() {
        throw new Error('no headers');
      },
    });
    expect(observer.begin(request, response, platform)).toBeUndefined();
    expect(failures).toMatchObject([{ message: 'no headers' }]);
  });

  it('sends a response whose headers cannot be read, and counts its bytes', () => {
    const { observer, request, response, failures } = observing();
    const exchange = observer.begin(request, response, platform);
    response.getHeader = () => {
      throw new Error('no header');
    };
    response.write('a chunk');
    expect(response.writableLength).toBeGreaterThan('a chunk'.length);
    response.write('another');
    expect(exchange?.sent.body).toMatchObject({ isKept: false, size: 'a chunkanother'.length });
    expect(failures).toEqual([]);
  });

  it('returns the same exchange for a request that begins twice', () => {
    const { observer, request, response, ended } = observing();
    const exchange = observer.begin(request, response, platform);
    expect(exchange).toBeDefined();
    expect(observer.begin(request, response, platform)).toBe(exchange);
    observer.endAll();
    expect(ended).toMatchObject([{ outcome: 'unfinished' }]);
  });

  it('ends an exchange once, even if more events follow', () => {
    const { observer, request, response, ended } = observing();
    observer.begin(request, response, platform);
    response.emit('close');
    response.emit('finish');
    observer.endAll();
    expect(ended).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('ignores a request that another observer has taken', () => {
    const { observer, request, response, ended } = observing();
    const second = observing();
    observer.begin(request, response, platform);
    second.observer.begin(request, response, platform);
    response.emit('close');
    expect([ended.length, second.ended.length]).toEqual([1, 0]);
  });
});
