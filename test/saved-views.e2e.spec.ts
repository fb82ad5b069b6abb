import { InMemoryActivityStore } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

const FAILED = { name: 'Failed', address: '/?q=status:5xx since:24h' };

describe.each(PLATFORMS)('saved views on %s', (platform) => {
  let app: TrackedApp;

  beforeEach(async () => {
    app = await tracked(platform, { options: { admin: { permissions: { view: 'view', audit: 'audit' } } } });
  });
  afterEach(() => app.close());

  const call = async (method: string, path: string, as: number | string = 1) => {
    const response = await app.fetch(`/activity-logs/admin/api/${path}`, {
      method,
      as,
      claims: { permissions: ['view', 'audit'] },
    });
    // oxlint-disable-next-line typescript/no-explicit-any -- answers are told apart by what is expected of them
    return [response.status, (await response.json()) as any] as const;
  };
  const save = (view: Record<string, string>, as?: number | string) =>
    call('POST', `views?${new URLSearchParams(view).toString()}`, as);

  it('belong to the administrator who saved them, and are seen by others where they are shared', async () => {
    const [, own] = await save(FAILED);
    const [, shared] = await save({ name: 'All', address: '/people', shared: 'true' }, 'ann');
    await save({ name: 'Private', address: '/' }, 'ann');
    expect(own).toMatchObject({ ...FAILED, shared: false, own: true, owner_id: 1 });
    expect(await call('GET', 'views')).toEqual([200, { views: [own, { ...shared, own: false }], complete: true }]);
    expect((await call('GET', 'views', '1'))[1]).toEqual((await call('GET', 'views'))[1]);
  });

  it('are deleted by their owner alone', async () => {
    const [, { id }] = await save({ ...FAILED, shared: 'true' });
    expect((await call('DELETE', `views?id=${id}`, 2))[0]).toBe(404);
    expect(await call('DELETE', `views?id=${id}`)).toMatchObject([200, { id }]);
    expect(await call('GET', 'views')).toEqual([200, { views: [], complete: true }]);
  });

  it('are at most 50 for each administrator; one of the same name is replaced', async () => {
    for (let n = 0; n < 50; n++) expect((await save({ ...FAILED, name: `View ${n}` }))[0]).toBe(200);
    expect(await save(FAILED)).toMatchObject([409, { message: expect.stringContaining('Delete one') }]);
    expect((await save({ name: 'View 3', address: '/routes' }))[0]).toBe(200);
    expect((await save(FAILED, 2))[0]).toBe(200);
    const [, { views }] = await call('GET', 'views');
    expect(views).toHaveLength(50);
    expect(views.filter(({ name }: { name: string }) => name === 'View 3')).toMatchObject([{ address: '/routes' }]);
  });

  it('are listed 250 at a time, and the answer tells when there are more', async () => {
    for (let n = 0; n < 250; n++)
      await app.store.views!.save(
        { ...FAILED, id: `${n}`, owner_id: `x${n}`, shared: true, created_time: new Date(0) },
        50,
      );
    expect((await call('GET', 'views'))[1]).toMatchObject({ complete: true });
    await save(FAILED);
    const [, answer] = await call('GET', 'views');
    expect([answer.views.length, answer.complete, answer.views[0].own]).toEqual([250, false, true]);
  });

  it.each([
    [{ ...FAILED, name: ' ' }, 'name must be a text of 1 to 80 characters'],
    [{ ...FAILED, name: 'x'.repeat(81) }, 'name must be a text of 1 to 80 characters'],
    [{ ...FAILED, name: 'a\nb' }, 'name must be a text of 1 to 80 characters, of which one is visible, without'],
    [{ ...FAILED, name: '\u200b\u202e' }, 'name must be a text of 1 to 80 characters, of which one is visible'],
    [{ ...FAILED, address: '' }, 'address must be a path and parameters within the panel'],
    [{ ...FAILED, address: '//evil.example' }, 'address must be a path and parameters within the panel'],
    [{ ...FAILED, address: 'https://evil.example' }, 'address must be a path and parameters within the panel'],
    [{ ...FAILED, address: `/?q=${'x'.repeat(2_000)}` }, 'at most 2000 characters'],
    [{ ...FAILED, shared: 'yes' }, 'shared must be true or false'],
    [{ ...FAILED, owner: '2' }, 'owner is not a parameter here'],
  ])('refuse %j', async (view, message) => {
    expect(await save(view)).toMatchObject([400, { message: [expect.stringContaining(message)] }]);
    expect((await call('GET', 'views'))[1].views).toEqual([]);
  });

  it('leave an entry in the audit trail when they change, without their text', async () => {
    const [, { id }] = await save({ ...FAILED, shared: 'true' });
    await call('GET', 'views');
    await call('DELETE', `views?id=${id}`);
    const [, { results }] = await call('GET', 'audit?action=view');
    expect(results.map(({ parameters }: { parameters: unknown }) => parameters)).toEqual([
      { act: 'delete', view: id },
      { act: 'save', view: id, shared: 'true' },
    ]);
    expect(JSON.stringify(results)).not.toContain('Failed');
  });
});

describe('a store of the host without saved views', () => {
  it.each(PLATFORMS)('is told the remedy on %s', async (platform) => {
    class Bare extends InMemoryActivityStore {
      override views = undefined as never;
    }
    const app = await tracked(platform, { options: { storage: { store: new Bare() } } });
    try {
      const response = await app.get('/activity-logs/admin/api/views', {
        as: 1,
        claims: { permissions: ['activity_tracker.view_activity_log'] },
      });
      expect([response.status, await response.text()]).toEqual([501, expect.stringContaining('Add views to it')]);
    } finally {
      await app.close();
    }
  });
});
