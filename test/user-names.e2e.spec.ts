import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Orders } from './support/orders.js';
import { EVERY_PERMISSION } from './support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';
import { Controller } from '@nestjs/common';

@Controller('orders')
class OrdersController extends Orders {}

const ANNA = { id: 42, label: 'Anna Example', detail: 'anna@shop.example', url: '/users/42' };

describe.each(PLATFORMS)('names of people on %s', (platform) => {
  let app: TrackedApp;
  let isDirectoryAway: boolean;

  beforeEach(async () => {
    isDirectoryAway = false;
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: {
        admin: {
          describeUsers: async (ids) => {
            if (isDirectoryAway) throw new Error('the directory is away');
            return ids.some((id) => String(id) === '42') ? [ANNA] : [];
          },
          findUsers: (text) => ('anna example, room 43'.includes(text.toLowerCase()) ? [42] : []),
        },
      },
    });
    for (const as of [42, 43]) await app.get('/orders/1', { as });
    await app.tracker.flush();
  });
  afterEach(() => app.close());

  // oxlint-disable-next-line typescript/no-explicit-any -- answers are told apart by what is expected of them
  const ask = async (path: string): Promise<any> => {
    const response = await app.get(`/activity-logs/admin/api/${path}`, {
      as: 1,
      claims: { permissions: EVERY_PERMISSION },
    });
    expect({ path, status: response.status }).toEqual({ path, status: 200 });
    return response.json();
  };

  it('stand in the answers, and user:anna finds her', async () => {
    const users = { '42': ANNA };
    expect(await ask('records')).toMatchObject({ count: 2, users });
    expect(await ask('records?q=user:Anna')).toMatchObject({ count: 1, results: [{ user_id: 42 }], users });
    expect(await ask('records?q=user:43')).toMatchObject({ count: 1, results: [{ user_id: 43 }] });
    expect(await ask('records?q=user:none,43')).toMatchObject({ count: 1 });
    expect(await ask('users?search=anna')).toMatchObject({ people: [{ user_id: 42 }], count: 1, users });
    expect(await ask('users?q=user:anna')).toMatchObject({ people: [{ user_id: 42 }], count: 1 });
    expect(await ask('users/42')).toMatchObject({ person: { user_id: 42 }, users });
    expect(await ask('overview?user=anna')).toMatchObject({ current: { calls: 1 } });
    expect(await ask('names?ids=42,43')).toEqual({ users });
    expect(await ask('settings')).toMatchObject({ names: true });
    expect((await app.tracker.query('user:anna')).results).toMatchObject([{ user_id: 42 }]);
    // Neither the log nor the audit trail keeps a name.
    expect(JSON.stringify([await app.records(), await ask('audit')])).not.toMatch(/Anna/i);
  });

  it('stand in files that ask for them, and in no others', async () => {
    const file = async (search: string, rights = EVERY_PERMISSION) => {
      const response = await app.get(`/activity-logs/admin/api/export?${search}`, {
        as: 1,
        claims: { permissions: rights },
      });
      return [response.status, await response.text()] as const;
    };
    const [, lines] = await file('format=ndjson&names=true');
    const labels = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .map(({ user_id, user_label, actor_label }) => [user_id, user_label, actor_label]);
    expect(labels).toEqual([
      [43, null, null],
      [42, 'Anna Example', null],
    ]);
    const [head, ...rows] = (await file('format=csv&names=true'))[1].trimEnd().split('\r\n');
    expect(head).toContain('"user_id","user_label",');
    expect(rows.filter((row) => row.includes('42,"Anna Example",'))).toHaveLength(1);
    expect(lines).not.toContain('names_unavailable');
    for (const search of ['format=ndjson', 'format=csv', 'format=csv&names=false'])
      expect((await file(search))[1]).not.toMatch(/Anna|_label/);
    expect(await file('format=har&names=true')).toEqual([400, expect.stringContaining('names must be false for har')]);
    const exportAlone = ['activity_tracker.export_activity_log'];
    expect((await file('format=csv', exportAlone))[0]).toBe(200);
    expect((await file('format=csv&names=true', exportAlone))[0]).toBe(403);
    const entry = { action: 'export', parameters: { format: 'csv', names: 'true' } };
    expect((await ask('audit')).results).toContainEqual(expect.objectContaining(entry));
  });

  it('are marked as unavailable in files where the function fails', async () => {
    isDirectoryAway = true;
    const file = async (format: string) => {
      const response = await app.get(`/activity-logs/admin/api/export?names=true&format=${format}`, {
        as: 1,
        claims: { permissions: EVERY_PERMISSION },
      });
      return response.text();
    };
    const lines = (await file('ndjson')).trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records).toHaveLength(2);
    for (const record of records) expect(record).toMatchObject({ user_label: null, names_unavailable: true });
    const rows = (await file('csv')).trimEnd().split('\r\n').slice(1);
    expect(rows.filter((row) => row.includes('""names_unavailable"":true'))).toHaveLength(2);
  });

  it('are missing while the function fails, and no page is', async () => {
    isDirectoryAway = true;
    expect(await ask('records')).toMatchObject({ count: 2, users: {} });
    expect(await ask('names?ids=42')).toEqual({ users: {} });
    expect(await ask('health')).toMatchObject({ user_names: { failures: 1 } });
    expect(app.transcript.lines.filter((line) => line.includes('admin.describeUsers failed'))).toHaveLength(1);
  });

  it('need a list of ids that can be read', async () => {
    for (const ids of ['%25', Array.from({ length: 201 }, (_, id) => id).join()]) {
      const response = await app.get(`/activity-logs/admin/api/names?ids=${ids}`, {
        as: 1,
        claims: { permissions: EVERY_PERMISSION },
      });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('ids must be');
    }
  });
});
