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
  it('what cannot be observed goes on unobserved, and is said', () => {
    const { observer, request, response, failures } = observing();
    Object.defineProperty(request, 'headers', {
      get() {
        throw new Error('no headers');
      },
    });
    expect(observer.begin(request, response, platform)).toBeUndefined();
    expect(failures).toMatchObject([{ message: 'no headers' }]);
  });

  it('an answer whose headers cannot be read is sent all the same, and counted', () => {
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

  it('an exchange that is begun twice is one', () => {
    const { observer, request, response, ended } = observing();
    expect(observer.begin(request, response, platform)).toBe(observer.begin(request, response, platform));
    observer.endAll();
    expect(ended).toMatchObject([{ outcome: 'unfinished' }]);
  });

  it('an exchange ends once, whatever is said of it afterwards', () => {
    const { observer, request, response, ended } = observing();
    observer.begin(request, response, platform);
    response.emit('close');
    response.emit('finish');
    observer.endAll();
    expect(ended).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('a second observer leaves the request to the first', () => {
    const { observer, request, response, ended } = observing();
    const second = observing();
    observer.begin(request, response, platform);
    second.observer.begin(request, response, platform);
    response.emit('close');
    expect([ended.length, second.ended.length]).toEqual([1, 0]);
  });
});
