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

describe('Late', () => {
  it('loads at the first use, and once for concurrent uses', async () => {
    const load = vi.fn(async () => ({ answer: 42 }));
    const late = new Late('The admin API', load);
    expect(load).not.toHaveBeenCalled();
    const [first, second] = await Promise.all([late.get(), late.get()]);
    expect(first).toBe(second);
    expect(await late.get()).toEqual({ answer: 42 });
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('throws 503 while loading fails, logs the cause once, and retries at the next use', async () => {
    let isThere = false;
    const late = new Late('The admin API', () => {
      if (!isThere) throw new Error("Cannot find module './admin-answers.js'");
      return Promise.resolve('loaded');
    });
    await expect(late.get()).rejects.toBeInstanceOf(ServiceUnavailableException);
    await expect(late.get()).rejects.toMatchObject({ status: 503, message: expect.stringContaining('The admin API') });
    expect(errors).toEqual([
      "The admin API cannot be loaded: Cannot find module './admin-answers.js'. Answering its requests with 503. Deploy every " +
        'file of nestjs-activity-tracker/dist; a bundler must keep its dynamic imports (logged once)',
    ]);
    isThere = true;
    expect(await late.get()).toBe('loaded');
  });
});
