import { Body, Controller, type ExecutionContext, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, SECRET, sign, tracked, type TrackedApp } from './support/tracked-app.js';

/** As passport does it: the guard, which runs after us, says who called. */
class SessionGuard {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string>; user?: object }>();
    request.user = { id: Number(request.headers['x-session']) };
    return true;
  }
}

@Controller('desk')
class DeskController {
  @Get('tickets')
  tickets(): unknown {
    return [];
  }

  @Get('session')
  @UseGuards(SessionGuard)
  session(): unknown {
    return [];
  }

  @Get('public')
  everybody(): unknown {
    return [];
  }

  @Get('slow')
  slow(): unknown {
    // As an answer does that takes longer than the token lives: a stream, a long poll.
    vi.setSystemTime(Date.now() + 7_200_000);
    return [];
  }

  @Post('login')
  @HttpCode(200)
  login(@Body() claims: Record<string, unknown>): unknown {
    return { access: sign(claims) };
  }
}

const ADMIN = { permissions: ['activity_tracker.view_activity_log'] };

describe.each(PLATFORMS)('identification of users on %s', (platform) => {
  let app: TrackedApp;
  afterEach(async () => {
    vi.useRealTimers();
    await app.close();
  });

  const start = async (options: Parameters<typeof tracked>[1] = {}) => {
    app = await tracked(platform, { controllers: [DeskController], ...options });
  };

  it('a user set by a guard after the request arrived', async () => {
    await start({ options: { resolveUser: (request) => (request as { user?: object }).user } });
    await (await app.get('/desk/session', { headers: { 'x-session': '7' } })).text();
    expect(await app.record()).toMatchObject({ user_id: 7, url_name: 'session' });
  });

  it.each<[string, Parameters<typeof tracked>[1]]>([
    ['a secret', {}],
    [
      'a key provider',
      { options: { jwt: { secret: undefined, algorithms: ['HS256'], secretOrKeyProvider: () => SECRET } } },
    ],
  ])(
    'a token that held when the call arrived is the user’s, however long the answer took; by %s',
    async (_, setting) => {
      await start(setting);
      vi.useFakeTimers({ toFake: ['Date'] });
      const token = { authorization: `Bearer ${app.token(7)}` };
      await (await app.get('/desk/slow', { headers: token })).text();
      await (await app.get('/desk/tickets', { headers: token })).text();
      expect((await app.get('/activity-logs/user-history', { headers: token })).status).toBe(401);
      expect(await app.record()).toMatchObject({ user_id: 7, url_name: 'slow' });
    },
  );

  describe('impersonation by the act claim', () => {
    it('is recorded from the act claim of a token', async () => {
      await start();
      await (await app.get('/desk/tickets', { as: 7, claims: { act: { user_id: 9, sub: 'x' } } })).text();
      await (await app.get('/desk/tickets', { as: 7, claims: { act: { sub: 'support-9' } } })).text();
      await (await app.get('/desk/tickets', { as: 7 })).text();
      const records = await app.records();
      expect(records.map(({ user_id, actor_id }) => [user_id, actor_id])).toEqual([
        [7, 9],
        [7, 'support-9'],
        [7, undefined],
      ]);
      expect(records[2]).not.toHaveProperty('actor_id');
    });

    it('is recorded from the token in the login response', async () => {
      await start();
      await (await app.post('/desk/login', { user_id: 7, act: { user_id: 9 } })).text();
      expect(await app.record()).toMatchObject({ user_id: 7, actor_id: 9 });
    });

    it('is recorded from resolveUser', async () => {
      await start({ options: { resolveUser: () => ({ id: 7, payload: { act: { sub: 9 } } }) } });
      await (await app.get('/desk/tickets')).text();
      expect(await app.record()).toMatchObject({ user_id: 7, actor_id: 9 });
    });

    it('records the user if the act claim is empty or unreadable', async () => {
      const unreadable = Object.defineProperty({}, 'act', {
        get: () => {
          throw new Error('a getter of the host');
        },
      });
      await start({ options: { resolveUser: () => ({ id: 7, payload: unreadable }) } });
      await (await app.get('/desk/tickets')).text();
      const record = await app.record();
      expect(record.user_id).toBe(7);
      expect(record).not.toHaveProperty('actor_id');
      expect(app.tracker.stats()).toMatchObject({ failed: 0, identityFailures: 1 });
    });

    it('removes actor_id by removeKeys like any field, and no claim can replace it', async () => {
      await start({ options: { masking: { removeKeys: ['actor_id'] } } });
      await (await app.get('/desk/tickets', { as: 7, claims: { act: { sub: 9 } } })).text();
      expect(await app.record()).not.toHaveProperty('actor_id');
      await expect(
        tracked(platform, { options: { jwt: { algorithms: ['HS256'], payloadKeys: ['actor_id'] } } }),
      ).rejects.toThrow('jwt.payloadKeys holds "actor_id", which is a field of the record itself');
    });
  });

  describe('a user who is disabled, or loses a permission, in the middle of a session', () => {
    it('is refused by resolveUser at the next history request; recording follows the host’s guard', async () => {
      const disabled = new Set<string>();
      await start({
        options: {
          resolveUser: (request) => {
            const id = (request as { headers: Record<string, string> }).headers['x-session'];
            return id === undefined || disabled.has(id) ? undefined : id;
          },
          capture: { trackAnonymousUrlNames: ['tickets'] },
        },
      });
      const ask = async () => (await app.get('/activity-logs/user-history', { headers: { 'x-session': '7' } })).status;
      const call = async () => (await app.get('/desk/tickets', { headers: { 'x-session': '7' } })).text();
      await call();
      expect(await ask()).toBe(200);
      disabled.add('7');
      expect(await ask()).toBe(401);
      await call();
      expect((await app.records()).map(({ user_id }) => user_id)).toEqual(['7', null]);
    });

    it('is refused by hasPermission at the next admin history request', async () => {
      const held = new Set([1]);
      await start({ options: { history: { hasPermission: ({ user }) => held.has(user.userId as number) } } });
      const ask = async () => (await app.get('/activity-logs/admin-history', { as: 1, claims: ADMIN })).status;
      expect(await ask()).toBe(200);
      held.delete(1);
      expect(await ask()).toBe(403);
      held.add(1);
      expect(await ask()).toBe(200);
    });

    it('is refused by a key provider at the next request, although the token was verified before', async () => {
      const revoked = new Set<string>();
      await start({
        options: {
          jwt: { secret: undefined, algorithms: ['HS256'], secretOrKeyProvider: () => keyFor(revoked) },
        },
      });
      const ask = async () => (await app.get('/activity-logs/user-history', { as: 7 })).status;
      expect(await ask()).toBe(200);
      revoked.add('key');
      expect(await ask()).toBe(401);
    });
  });

  it('records anonymous requests only on listed routes', async () => {
    await start({ options: { capture: { trackAnonymousUrlNames: ['DeskController.everybody'] } } });
    await (await app.get('/desk/public')).text();
    await (await app.get('/desk/tickets')).text();
    expect(await app.record()).toMatchObject({ user_id: null, url_name: 'everybody' });
  });
});

function keyFor(revoked: ReadonlySet<string>): string {
  if (revoked.has('key')) throw new Error('the key was taken back');
  return SECRET;
}
