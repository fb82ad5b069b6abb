import { type ArgumentsHost, Logger } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { afterEach, expect, it, vi } from 'vitest';
import {
  StoreMisconfiguredError,
  StoreNotConfiguredError,
  StoreTimeoutError,
  StoreUnavailableError,
} from '../../storage/port/store-errors.js';
import { AnswerFilter } from './answer.filter.js';

afterEach(() => {
  vi.restoreAllMocks();
});

it('logs once for each cause why readers get 503, and nothing for a store that is not configured', () => {
  const lines: string[] = [];
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(Logger.prototype, level).mockImplementation((line: string) => void lines.push(`${level}: ${line}`));
  const httpAdapter = { isHeadersSent: () => true, end: () => {} };
  const filter = new AnswerFilter({ httpAdapter } as unknown as HttpAdapterHost);
  const context = { switchToHttp: () => ({ getResponse: () => ({}) }), getArgByIndex: () => ({}) };
  for (const error of [
    new StoreTimeoutError('The query took longer than 50 ms.'),
    new StoreTimeoutError('The query took longer than 2000 ms.'),
    new StoreUnavailableError('No server could be selected'),
    new StoreUnavailableError('Connection refused'),
    new StoreMisconfiguredError('Grant the role.'),
    new StoreMisconfiguredError('Grant the role.'),
    new StoreNotConfiguredError('There is no store.'),
  ])
    filter.catch(error, context as unknown as ArgumentsHost);
  expect(lines).toEqual([
    'warn: The query took longer than 50 ms. Readers get 503 until the store answers in time (logged once).',
    'warn: No server could be selected. Readers get 503 until the store answers in time (logged once).',
    'error: Grant the role. Requests that need it get 503 (logged once).',
  ]);
});
