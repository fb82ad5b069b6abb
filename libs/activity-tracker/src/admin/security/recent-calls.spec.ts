import { describe, expect, it } from 'vitest';
import { RecentCalls } from './recent-calls.js';
import { securityCall } from './security-call.fixture.js';
import type { SecurityCall } from './security.types.js';

const call = (seconds: number, change?: Partial<SecurityCall>): SecurityCall => securityCall(seconds * 1_000, change);
const suspicions = (calls: readonly SecurityCall[], recent = new RecentCalls()): boolean[] =>
  calls.map((each) => recent.isSuspicious('user 7', each));
const refused = (seconds: number) => call(seconds, { status: 403 });
const failed = (seconds: number) => call(seconds, { status: 401, isFailedSignIn: true });

describe('RecentCalls', () => {
  it('suspects the first call and any with another country, network or device', () => {
    expect(
      suspicions([
        call(0),
        call(1),
        call(2, { country: 'Japan' }),
        call(3, { network: '198.51.100.0/24', country: 'Japan' }),
        call(4, { device: 'Edge', country: null }),
        call(5, { device: 'Edge', country: 'Japan' }),
      ]),
    ).toEqual([true, false, true, true, true, false]);
  });

  it('suspects the return to a known country, which may be too fast', () => {
    expect(suspicions([call(0), call(1, { country: 'Japan' }), call(2)])).toEqual([true, true, true]);
  });

  it('suspects the tenth refused call within 5 minutes, and those that follow', () => {
    const times = [0, 30, 60, 90, 120, 150, 180, 210, 240, 300, 301];
    expect(suspicions([call(-1), ...times.map(refused)]).indexOf(true, 1)).toBe(10);
    expect(suspicions([call(-1), ...times.map((time) => refused(time * 1.1))]).indexOf(true, 1)).toBe(11);
    expect(suspicions([call(-1), ...times.map((time) => refused(time * 2))]).indexOf(true, 1)).toBe(-1);
  });

  it('suspects the fifth failed sign-in within 10 minutes', () => {
    expect(suspicions([0, 100, 200, 300, 600].map(failed))).toEqual([false, false, false, false, true]);
    expect(suspicions([0, 100, 200, 300, 601].map(failed))).not.toContain(true);
  });

  it('forgets the people who called longest ago, and the values of one with very many', () => {
    const recent = new RecentCalls(2);
    const asked = (person: string) => recent.isSuspicious(person, call(0));
    expect(['a', 'b', 'a', 'c', 'a', 'b'].map(asked)).toEqual([true, true, false, true, false, true]);
    const many = Array.from({ length: 500 }, (_, i) => call(i, { network: `10.0.${i}.0/24` }));
    expect(suspicions([...many, many.at(-1)!, many[0]!])).toEqual([...many.map(() => true), false, true]);
  });
});
