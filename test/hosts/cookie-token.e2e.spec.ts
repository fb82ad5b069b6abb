import fastifyCookie from '@fastify/cookie';
import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import cookieParser from 'cookie-parser';
import { afterEach, describe, expect, it } from 'vitest';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { PLATFORMS, SECRET, sign, type TrackedApp } from '../support/tracked-app.js';
import { Browser, complaints, HISTORY, seen, startHost, unidentified } from './fixtures/host-app.js';
import { findUser } from './fixtures/users.js';

@Controller()
class CookieController {
  @Post('login')
  @HttpCode(200)
  login(
    @Body() body: { username: string; password: string },
    @Res({ passthrough: true }) response: { header(name: string, value: string): unknown },
  ): unknown {
    const token = sign({ sub: findUser(body)?.userId, 'https://example.com/claims/company': 'acme' });
    response.header('set-cookie', `access_token=${token}; Path=/; HttpOnly`);
    return { ok: true };
  }

  @Get('orders')
  orders(): unknown {
    return [];
  }
}

describe.each(PLATFORMS)('a host with its token in a cookie, on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const start = async (jwt: Partial<ActivityTrackerOptions['jwt']> = {}) => {
    app = await startHost(platform, {
      controllers: [CookieController],
      options: { jwt: { secret: SECRET, algorithms: ['HS256'], ...jwt } },
      configure: async (nest) => {
        if (platform === 'express') nest.use(cookieParser());
        else await (nest as NestFastifyApplication).register(fastifyCookie);
      },
    });
    const browser = new Browser(app);
    await (await browser.post('/login', { username: 'john', password: 'changeme' })).text();
    await (await browser.get('/orders')).text();
    return browser;
  };

  it('identifies users with jwt.from from the sign-in on, also in the history', async () => {
    const browser = await start({
      from: (request) => request.cookies?.access_token,
      payloadKeys: [{ 'https://example.com/claims/company': 'company' }],
    });
    expect(await seen(app)).toEqual([
      [1, 'login', 200],
      [1, 'orders', 200],
    ]);
    expect((await app.records()).map(({ company }) => company)).toEqual(['acme', 'acme']);
    const history = await browser.get(HISTORY);
    expect([history.status, await history.json()]).toMatchObject([200, { count: 2 }]);
    expect(await (await app.get('/activity-logs/admin/config.json')).json()).toMatchObject({ cookie: true });
    expect([complaints(app), unidentified(app)]).toEqual([[], {}]);
  });

  it('identifies users by a Bearer token too, which the panel sends', async () => {
    const browser = await start({ from: (request) => request.cookies?.access_token });
    const authorization = `Bearer ${sign({ sub: 2 })}`;
    expect((await app.get(HISTORY, { headers: { authorization } })).status).toBe(200);
    expect((await browser.get(HISTORY, { authorization: 'Bearer none' })).status).toBe(200);
  });

  it('logs once without jwt.from which cookie is not read and which option to set, without its value', async () => {
    const browser = await start();
    await (await browser.get('/orders')).text();
    expect(await seen(app)).toEqual([]);
    expect(complaints(app)).toEqual([
      'A cookie named access_token holds a JSON Web Token, which is not read. Treating the request as anonymous. ' +
        'Give jwt.from, a function that returns the token of a request, if this token identifies users. (logged once)',
    ]);
    expect(unidentified(app)).toEqual({ cookieToken: 2 });
    expect((await browser.get(HISTORY)).status).toBe(401);
  });
});
