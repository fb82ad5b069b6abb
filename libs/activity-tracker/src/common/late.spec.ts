import { Logger, ServiceUnavailableException } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Late } from './late.js';

let errors: string[];

beforeEach(() => {
  errors = [];
  vi.spyOn(Logger.prototype, 'error').mockImplementation((message: string) => void errors.push(message));
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('code that is loaded late', () => {
  it('is loaded at the first use, and once for uses at the same time', async () => {
    const load = vi.fn(async () => ({ answer: 42 }));
    const late = new Late('The admin API', load);
    expect(load).not.toHaveBeenCalled();
    const [first, second] = await Promise.all([late.get(), late.get()]);
    expect(first).toBe(second);
    expect(await late.get()).toEqual({ answer: 42 });
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('answers 503 while it cannot be loaded, logs the cause once, and is tried again', async () => {
    let isThere = false;
    const late = new Late('The admin API', () => {
      if (!isThere) throw new Error("Cannot find module './admin-answers.js'");
      return Promise.resolve('loaded');
    });
    await expect(late.get()).rejects.toBeInstanceOf(ServiceUnavailableException);
    await expect(late.get()).rejects.toMatchObject({ status: 503, message: expect.stringContaining('The admin API') });
    expect(errors).toEqual([
      "The admin API cannot be loaded: Cannot find module './admin-answers.js'. Its requests are answered with 503. Deploy every " +
        'file of nestjs-activity-tracker/dist; a bundler must keep its dynamic imports (logged once).',
    ]);
    isThere = true;
    expect(await late.get()).toBe('loaded');
  });
});
