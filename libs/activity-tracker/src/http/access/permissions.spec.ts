import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccessRules } from './access-rules.js';
import { Permissions } from './permissions.js';
import type { PermissionNames } from './rights.js';

const NAMES: PermissionNames = { view: 'view', bodies: 'bodies', export: 'export', erase: 'erase', audit: 'audit' };
const USER = { userId: 7, payload: {}, isBearer: true };

describe('history.hasPermission that fails', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
  beforeEach(() => {
    vi.useFakeTimers();
    warn.mockClear();
  });
  afterEach(() => vi.useRealTimers());

  const permissions = (hasPermission: AccessRules['hasPermission']) =>
    new Permissions({ permission: 'view', ...(hasPermission && { hasPermission }) } as AccessRules, NAMES);

  it.each([
    ['throws', () => Promise.reject(new Error('the directory is away')), /: the directory is away\./],
    ['does not answer', () => new Promise<boolean>(() => {}), /: history\.hasPermission took longer than 5 s\./],
    ['throws what has no text', () => Promise.reject(Object.create(null) as Error), /: an unknown error\./],
  ])('refuses if it %s, and is logged once', async (_, hasPermission, reason) => {
    const asked = permissions(hasPermission);
    const answers = Promise.all([1, 2, 3].map(() => asked.holds(USER, 'view', {})));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await answers).toEqual([false, false, false]);
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]![0]).toMatch(reason);
  });
});
