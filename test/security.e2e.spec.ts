import { Controller, ForbiddenException, Get, HttpCode, Post, UnauthorizedException } from '@nestjs/common';
import { SignIn } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { EVERY_PERMISSION } from './support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller()
class ShopController {
  @Get('vault')
  vault(): never {
    throw new ForbiddenException();
  }

  @Post('login')
  @HttpCode(200)
  @SignIn('email')
  login(): never {
    throw new UnauthorizedException();
  }
}

describe.each(PLATFORMS)('security of a person on %s', (platform) => {
  let app: TrackedApp;

  afterEach(() => app.close());

  const start = async (anomalies: boolean | undefined) => {
    app = await tracked(platform, {
      controllers: [ShopController],
      options: {
        admin: {
          ...(anomalies !== undefined && { anomalies }),
          describeUsers: (ids) => ids.map((id) => ({ id, label: 'Ada', detail: 'ada@shop.example' })),
        },
      },
    });
  };
  const ask = async (path: string) => {
    await app.tracker.flush();
    const response = await app.get(`/activity-logs/admin/api/${path}`, {
      as: 1,
      claims: { permissions: EVERY_PERMISSION },
    });
    // oxlint-disable-next-line typescript/no-explicit-any -- answers are told apart by what is expected of them
    return [response.status, (await response.json()) as any] as const;
  };

  it('tells of refused calls and failed sign-ins, with their records', async () => {
    await start(true);
    for (let i = 0; i < 10; i++) await app.get('/vault', { as: 7 });
    for (let i = 0; i < 5; i++) await app.post('/login', { email: 'ada@shop.example' });
    const [status, security] = await ask('users/7/security?q=since:1h');
    expect(status).toBe(200);
    expect(security).toMatchObject({ refused: 10, failed_sign_ins: 5, sign_ins: 0, complete: true });
    expect(security.anomalies.map(({ rule }: { rule: string }) => rule)).toEqual([
      'failed_sign_in_burst',
      'refused_burst',
    ]);
    const { records } = security.anomalies[1].evidence;
    expect(await ask(`records?q=id:${records.join(',')}`)).toMatchObject([200, { count: 10 }]);
    expect((await ask('settings'))[1].anomalies).toBe(true);
  });

  it('takes only a time', async () => {
    await start(true);
    expect(await ask('users/7/security?q=status:5xx')).toMatchObject([
      400,
      { message: [expect.stringContaining('may hold only a time')] },
    ]);
  });

  it.each([false, undefined])('is off with anomalies: %s', async (anomalies) => {
    await start(anomalies);
    expect(await ask('users/7/security')).toMatchObject([404, { message: expect.stringContaining('admin.anomalies') }]);
    expect((await ask('settings'))[1].anomalies).toBe(false);
  });

  it('refuses a wrong option', async () => {
    await start(true);
    const wrong = tracked(platform, { options: { admin: { anomalies: 'yes' as never } } });
    await expect(wrong).rejects.toThrow(/admin\.anomalies.*must be true or false/s);
  });
});
