import { describe, expect, it } from 'vitest';
import { errorText } from './error-text.js';

const MASK = '***FILTERED***';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.dozjgNryP4J3jVmNHl0w5N';

describe('the text of an error', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('connect ECONNREFUSED 127.0.0.1:27017'), 'connect ECONNREFUSED 127.0.0.1:27017'],
    ['a text', 'away', 'away'],
    ['nothing', undefined, 'undefined'],
    ['a message that throws', { get message(): string { throw new Error('x'); } }, 'an unknown error'],
    ['several lines', new Error('first\r\n[Nest] 1 LOG forged'), 'first'],
    ['a line separator', new Error('first\u2028[Nest] 1 LOG forged'), 'first'],
    ['escapes of a terminal', new Error('a\u001b[2K\u0008\u009b2Jb'), 'a [2K 2Jb'],
    ['a token', new Error(`no session for ${JWT}`), `no session for ${MASK}`],
    ['a token of two parts', new Error('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0 is cut'), `${MASK} is cut`],
    ['credentials', new Error('sent Basic YW5uOmh1bnRlcjI='), `sent Basic ${MASK}`],
    ['a password in a URL', new Error('redis://app:hunter2@cache:6379 is away'), `redis://app:${MASK}@cache:6379 is away`],
    ['names and values', new Error('bad {"password":"hunter2","api_key": "k1"} session=s%3Aabc; x=1'), `bad {"password":"${MASK}","api_key": "${MASK}"} session=${MASK}; x=1`],
    ['a name alone', new Error('the token is missing; session expired'), 'the token is missing; session expired'],
  ])('%s', (_, error, text) => expect(errorText(error)).toBe(text)); // prettier-ignore

  it('is bounded, and read in linear time', () => {
    const before = process.cpuUsage().user;
    for (const part of ['ey', 'ey.', 'password', '://a', 'basic ', '\n']) errorText(new Error(part.repeat(100_000)));
    expect(process.cpuUsage().user - before).toBeLessThan(500_000);
    expect(errorText(new Error('a'.repeat(5_000)))).toHaveLength(1_000);
  });
});
