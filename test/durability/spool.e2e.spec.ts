import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import {
  type ActivityLog,
  InMemoryActivityStore,
  MustBeRecorded,
  StoreUnavailableError,
  TrackAnonymous,
} from 'nestjs-activity-tracker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../libs/activity-tracker/test/eventually.js';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

class SwitchedStore extends InMemoryActivityStore {
  isAway = false;

  override async insert(records: readonly ActivityLog[]) {
    if (this.isAway) throw new StoreUnavailableError('away');
    return super.insert(records);
  }
}

let transfers = 0;

@Controller()
class BankController {
  @Post('transfers')
  @MustBeRecorded()
  transfer(): unknown {
    return { number: ++transfers };
  }

  @Post('notes')
  note(@Body() { text }: { text: string }): unknown {
    return { length: text.length };
  }

  /** Who it is shows only when the handler has run, and not at once. */
  @Post('sign-in')
  @TrackAnonymous()
  signIn(@Req() request: { raw?: { user?: string }; user?: string }): unknown {
    (request.raw ?? request).user = 'ada';
    return {};
  }

  @Get('now')
  now(): unknown {
    return {};
  }
}

describe.each(PLATFORMS)('an application with a spool on %s', (platform) => {
  let root: string;
  let store: SwitchedStore;
  let app: TrackedApp | undefined;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'spool-app-'));
    store = new SwitchedStore();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    rmSync(root, { recursive: true, force: true });
  });

  const start = async (buffer: object, others: object = {}): Promise<TrackedApp> =>
    (app = await tracked(platform, {
      controllers: [BankController],
      options: {
        storage: { store },
        buffer: { spoolDirectory: join(root, 'spool'), interval: 0.05, ...buffer },
        ...others,
      },
    }));

  const onDisk = (): string =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('');

  it('journals without being asked to, and leaves no file once the store has the records', async () => {
    const { tracker } = await start({});
    store.isAway = true;
    await app!.fetch('/now', { as: 7 });
    expect(tracker.stats().spool).toMatchObject({ appended: 1, segments: 1, isHealthy: true });
    expect(onDisk()).toContain('/now');
    const admin = { as: 1, claims: { permissions: EVERY_PERMISSION } };
    expect(await (await app!.get('/activity-logs/admin/api/health', admin)).json()).toMatchObject({
      spool: {
        mode: 'journal',
        directory: join(root, 'spool'),
        bytes: expect.any(Number),
        files: 1,
        oldest: expect.any(String),
        processes: 1,
        dropped: 0,
        healthy: true,
      },
    });
    store.isAway = false;
    await tracker.flush();
    expect(tracker.stats()).toMatchObject({ stored: 1, waiting: 0 });
    await app!.close();
    app = undefined;
    expect(readdirSync(join(root, 'spool'))).toEqual([]);
  });

  it('records a request body that arrives after the response, once', async () => {
    const { tracker } = await start({});
    const form = new FormData();
    form.append('comment', 'it comes late');
    // Fastify refuses a type that it cannot parse before it reads the body.
    await app!.fetch('/notes', { method: 'POST', body: form, as: 7 });
    await eventually(async () => {
      await tracker.flush();
      expect(await store.find({})).toMatchObject([{ outcome: 'completed', body: { comment: 'it comes late' } }]);
    });
  });

  it('records a user who is known only after the response, once', async () => {
    const { tracker } = await start(
      {},
      {
        jwt: undefined,
        resolveUser: async (request: object) => {
          const { raw, user } = request as { raw?: { user?: string }; user?: string };
          await new Promise((resolve) => setImmediate(resolve));
          return (raw ?? { user }).user ?? null;
        },
      },
    );
    await app!.fetch('/sign-in', { method: 'POST' });
    await eventually(async () => {
      await tracker.flush();
      expect(await store.find({})).toMatchObject([{ user_id: 'ada', outcome: 'completed' }]);
    });
  });

  it('records a user whom resolveUser fails to name after the response, once', async () => {
    const { tracker } = await start(
      {},
      {
        jwt: undefined,
        resolveUser: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          throw new Error('no such session');
        },
      },
    );
    await app!.fetch('/sign-in', { method: 'POST' });
    await eventually(async () => {
      await tracker.flush();
      expect(await store.find({})).toMatchObject([
        { user_id: null, unidentified: 'resolveUser', outcome: 'completed' },
      ]);
    });
  });

  it('writes nothing to disk that is not masked', async () => {
    await start({ syncInterval: 'always' });
    store.isAway = true;
    const canary = 'canary-3f9a';
    await app!.fetch(`/notes?password=${canary}`, {
      method: 'POST',
      json: { text: 'a', password: canary, card: { cvv: canary } },
      as: 7,
    });
    const written = onDisk();
    expect(written).toContain('/notes');
    expect(written).not.toContain(canary);
  });

  it('keeps what memory has no room for, bodies too, and stores it when the store is back', async () => {
    const { tracker } = await start({ durability: 'spill', maxBytes: 65_536 });
    store.isAway = true;
    const text = 'x'.repeat(8_000);
    for (let call = 0; call < 20; call++) await app!.fetch('/notes', { method: 'POST', json: { text }, as: call });
    await eventually(() => expect(tracker.stats().accepted).toBe(20));
    const { spool, shed, dropped } = tracker.stats();
    expect({ shed, dropped }).toEqual({ shed: 0, dropped: { full: 0, evicted: 0, shutdown: 0, late: 0 } });
    expect(spool!.appended).toBeGreaterThan(5);
    store.isAway = false;
    await eventually(async () => {
      await tracker.flush();
      expect(await store.count({ 'body.text': text }, 100)).toBe(20);
    });
  });

  it(`refuses requests that must be recorded while there is no room on disk, with 'reject', and no others`, async () => {
    const { tracker } = await start({ whenSpoolIsFull: 'reject', maxSpoolBytes: 1_048_576 });
    store.isAway = true;
    const before = transfers;
    expect((await app!.fetch('/transfers', { method: 'POST', as: 7 })).status).toBe(201);
    const text = 'x'.repeat(60_000);
    for (let call = 0; call < 20; call++) await app!.fetch('/notes', { method: 'POST', json: { text }, as: 7 });
    const refused = await app!.fetch('/transfers', { method: 'POST', as: 7 });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      message: 'This request must be recorded, and the activity log takes no records at present.',
    });
    expect(transfers).toBe(before + 1);
    expect((await app!.fetch('/notes', { method: 'POST', json: { text: 'a' }, as: 7 })).status).toBe(201);
    store.isAway = false;
    await eventually(async () => {
      await tracker.flush();
      expect((await app!.fetch('/transfers', { method: 'POST', as: 7 })).status).toBe(201);
    });
  });

  it('does not boot with a directory that other users may write to', async () => {
    chmodSync(root, 0o777);
    await expect(start({ spoolDirectory: root })).rejects.toThrow(
      `  - buffer.spoolDirectory is "${root}": it can be written by other users (mode 777). Run chmod 700 on it`,
    );
  });
});
