import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { HistoryOptions } from './history.options.js';

const errorsOf = (partial: object) =>
  validateSync(Object.assign(new HistoryOptions(), partial)).map(({ property }) => property);

describe('history options', () => {
  it.each([
    [{}],
    [{ limit: 1 }],
    [{ limit: 10_000 }],
    [{ maxConcurrent: 1 }],
    [{ hiddenUrlNames: ['list', 'OrdersController.list'] }],
    [{ eventNames: { list: 'List orders' } }],
    [{ permission: 'customers.can_view_logs' }],
    [{ hasPermission: () => true }],
  ])('take %j', (partial) => {
    expect(errorsOf(partial)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['limit', 0],
    ['limit', 10_001],
    ['limit', 2.5],
    ['limit', '100'],
    ['limit', [100]],
    ['maxConcurrent', 0],
    ['maxConcurrent', 1.5],
    ['maxConcurrent', '2'],
    ['hiddenUrlNames', 'list'],
    ['hiddenUrlNames', [7]],
    ['hiddenUrlNames', ['']],
    ['eventNames', null],
    ['eventNames', ['list']],
    ['eventNames', { list: 7 }],
    ['permission', ''],
    ['permission', ['view']],
    ['hasPermission', true],
  ])('refuse %s: %j', (property, value) => {
    expect(errorsOf({ [property]: value })).toEqual([property]);
  });
});
