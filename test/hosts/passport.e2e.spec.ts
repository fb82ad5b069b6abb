import {
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Inject,
  Injectable,
  Module,
  Post,
  Req,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy as JwtStrategyOf } from 'passport-jwt';
import { Strategy as LocalStrategyOf } from 'passport-local';
import { type ActivityTrackerExtras, ActivityTrackerModule } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, SECRET, sign, type TrackedApp } from '../support/tracked-app.js';
import { complaints, HISTORY, type Host, seen, startHost, unidentified } from './fixtures/host-app.js';
import { findUser } from './fixtures/users.js';

const PUBLIC = 'isPublic';

@Injectable()
class LocalStrategy extends PassportStrategy(LocalStrategyOf) {
  validate(username: string, password: string): unknown {
    const user = findUser({ username, password });
    return user ? { id: user.userId, roles: ['admin'] } : false;
  }
}

@Injectable()
class JwtStrategy extends PassportStrategy(JwtStrategyOf) {
  constructor() {
    super({ jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: SECRET });
  }

  validate(payload: { sub: number }): unknown {
    return { id: payload.sub };
  }
}

@Injectable()
class GlobalGuard extends AuthGuard('jwt') {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {
    super();
  }

  override canActivate(
    context: ExecutionContext,
  ): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    return (
      this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]) ||
      super.canActivate(context)
    );
  }
}

@Controller()
class ProfileController {
  constructor(@Inject(JwtService) private readonly jwt: JwtService) {}

  @Post('auth/login')
  @HttpCode(200)
  @SetMetadata(PUBLIC, true)
  @UseGuards(AuthGuard('local'))
  login(@Req() { user }: { user: { id: number } }): unknown {
    return { access_token: this.jwt.sign({ sub: user.id }) };
  }

  @Get('profile')
  @UseGuards(AuthGuard('jwt'))
  profile(): unknown {
    return {};
  }
}

@Module({
  imports: [PassportModule, JwtModule.register({ secret: SECRET, signOptions: { expiresIn: '1h' } })],
  controllers: [ProfileController],
  providers: [LocalStrategy, JwtStrategy],
})
class AuthModule {}

describe.each(PLATFORMS)('a passport host by the README, on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const start = async (
    isGuardGlobal: boolean,
    host: Partial<Host> = {},
    extras: Partial<ActivityTrackerExtras> = {},
  ) => {
    app = await startHost(platform, {
      imports: [AuthModule],
      providers: isGuardGlobal ? [{ provide: APP_GUARD, useClass: GlobalGuard }] : [],
      ...host,
      options: {
        ...extras,
        resolveUser: (request) => request.user?.id,
        history: { hasPermission: ({ request }) => request.user?.id === 1 },
      },
    });
    const login = await app.post('/auth/login', { username: 'john', password: 'changeme' });
    const { access_token: token } = (await login.json()) as { access_token: string };
    return { headers: { authorization: `Bearer ${token}` } };
  };

  it('records sign-ins and requests, except those that its guards refused', async () => {
    const john = await start(false);
    await (await app.get('/profile', john)).text();
    await (await app.get('/profile')).text();
    await (await app.post('/auth/login', { username: 'john', password: 'wrong' })).text();
    expect(await seen(app)).toEqual([
      [1, 'login', 200],
      [1, 'profile', 200],
    ]);
    expect([complaints(app), unidentified(app)]).toEqual([[], {}]);
  });

  it('reads history and admin API if its guard also runs there', async () => {
    const john = await start(true);
    await app.records();
    const own = await app.get(HISTORY, john);
    expect([own.status, await own.json()]).toMatchObject([200, { count: 1 }]);
    const ofPanel = { ...john.headers, 'x-activity-tracker': '1', 'sec-fetch-site': 'same-origin' };
    const ofCurl = { ...john.headers, 'x-activity-tracker': '1', origin: app.url };
    for (const path of ['/activity-logs/admin-history', '/activity-logs/admin/api/settings']) {
      // Passport verified the token, the tracker did not: a browser may have sent the request for another site.
      expect((await app.get(path, john)).status, path).toBe(403);
      for (const headers of [ofPanel, ofCurl]) expect((await app.get(path, { headers })).status, path).toBe(200);
    }
    const maria = { headers: { authorization: `Bearer ${sign({ sub: 2 })}` } };
    expect((await app.get(HISTORY, maria)).status).toBe(200);
    expect((await app.get('/activity-logs/admin-history', maria)).status).toBe(403);
    expect((await app.get(HISTORY)).status).toBe(401);
  });

  it.each<[string, Partial<Host>, Partial<ActivityTrackerExtras>]>([
    ['given as decorators', {}, { decorators: [UseGuards(AuthGuard('jwt'))] }],
    [
      'given as decorators, where the global one lets us pass',
      { providers: [{ provide: APP_GUARD, useClass: GlobalGuard }] },
      { decorators: [SetMetadata(PUBLIC, true), UseGuards(AuthGuard('jwt'))] },
    ],
  ])('reads history and admin API with its guard %s', async (_, host, extras) => {
    const john = await start(false, host, extras);
    expect((await app.get(HISTORY, john)).status).toBe(200);
    const ofPanel = { ...john.headers, 'x-activity-tracker': '1', 'sec-fetch-site': 'same-origin' };
    for (const path of ['/activity-logs/admin-history', '/activity-logs/admin/api/settings'])
      expect((await app.get(path, { headers: ofPanel })).status, path).toBe(200);
    for (const path of [HISTORY, '/activity-logs/admin/api/settings']) {
      const refused = await app.get(path);
      expect([refused.status, await refused.json()]).toEqual([401, { statusCode: 401, message: 'Unauthorized' }]);
    }
    expect((await app.get('/activity-logs/admin/config.json')).status).toBe(200);
  });

  it('rejects invalid decorators', () => {
    expect(() => ActivityTrackerModule.forRoot({ decorators: ['Public'] as never })).toThrow(
      /decorators is .*: must be a list of class decorators\. Write decorators/,
    );
  });

  it('explains in the 401 of history and admin API that its guard does not run there', async () => {
    const john = await start(false);
    for (const path of [HISTORY, '/activity-logs/admin-history', '/activity-logs/admin/api/settings']) {
      const answer = await app.get(path, john);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({
        message: expect.stringMatching(/^resolveUser named no user .* decorators: \[UseGuards\(…\)\]/) as string,
      });
    }
  });
});
