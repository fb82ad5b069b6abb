import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  type INestApplication,
  Injectable,
  Post,
  Req,
  UseGuards,
} from '@nestjs/common';
import { AuthGuard, PassportModule, PassportSerializer, PassportStrategy } from '@nestjs/passport';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import session from 'express-session';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, type PlatformName, SECRET, type TrackedApp } from '../support/tracked-app.js';
import { Browser, complaints, HISTORY, seen, startHost, unidentified } from './fixtures/host-app.js';
import { findUser } from './fixtures/users.js';

interface SessionRequest {
  session: { userId?: number; companyId?: number; destroy(done: (error?: Error) => void): unknown };
}

@Controller()
class SessionController {
  @Post('login')
  @HttpCode(200)
  login(@Req() { session }: SessionRequest, @Body() body: { username: string; password: string }): unknown {
    const user = findUser(body);
    session.userId = user?.userId;
    session.companyId = 13;
    return { signedIn: user !== undefined };
  }

  @Get('orders')
  orders(): unknown {
    return [];
  }

  @Post('logout')
  @HttpCode(200)
  async logout(@Req() request: SessionRequest): Promise<unknown> {
    await new Promise<void>((resolve, reject) => {
      request.session.destroy((error) => (error ? reject(error) : resolve()));
    });
    return {};
  }
}

async function withSessions(platform: PlatformName, app: INestApplication): Promise<void> {
  if (platform === 'express') {
    app.use(session({ secret: SECRET, resave: false, saveUninitialized: false }));
    return;
  }
  await (app as NestFastifyApplication).register(fastifyCookie);
  await (app as NestFastifyApplication).register(fastifySession, { secret: SECRET, cookie: { secure: false } });
}

describe.each(PLATFORMS)('a host on sessions by the README, on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  it('records sign-in, calls and sign-out under the user, with payload keys in each record', async () => {
    app = await startHost(platform, {
      controllers: [SessionController],
      options: {
        resolveUser: (request) => ({
          id: request.session?.userId,
          payload: { company_id: request.session?.companyId },
        }),
        payloadKeys: ['company_id', 'team'],
        capture: { trackAnonymousUrlNames: ['orders'] },
      },
      configure: (nest) => withSessions(platform, nest),
    });
    const browser = new Browser(app);
    await (await browser.post('/login', { username: 'maria', password: 'guess' })).text();
    await (await browser.get('/orders')).text();
    const history = await browser.get(HISTORY);
    expect(history.status).toBe(200);
    await (await browser.post('/logout')).text();
    await (await browser.get('/orders')).text();

    expect(await seen(app)).toEqual([
      [2, 'login', 200],
      [2, 'orders', 200],
      [2, 'logout', 200],
      [null, 'orders', 200],
    ]);
    expect((await app.records()).map(({ company_id, team }) => [company_id, team])).toEqual([
      [13, null],
      [13, null],
      [13, null],
      [null, null],
    ]);
    expect((await browser.get(HISTORY)).status).toBe(401);
    expect([complaints(app), unidentified(app)]).toEqual([[], {}]);
  });
});

@Injectable()
class LocalStrategy extends PassportStrategy(Strategy) {
  validate(username: string, password: string): unknown {
    const user = findUser({ username, password });
    return user ? { id: user.userId } : false;
  }
}

@Injectable()
class Serializer extends PassportSerializer {
  serializeUser(user: { id: number }, done: (error: null, id: number) => void): void {
    done(null, user.id);
  }

  deserializeUser(id: number, done: (error: null, user: { id: number }) => void): void {
    done(null, { id });
  }
}

@Injectable()
class SignInGuard extends AuthGuard('local') {
  override async canActivate(...[context]: Parameters<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']>) {
    const isAllowed = (await super.canActivate(context)) as boolean;
    await super.logIn(context.switchToHttp().getRequest());
    return isAllowed;
  }
}

@Controller()
class PassportController {
  @Post('login')
  @HttpCode(200)
  @UseGuards(SignInGuard)
  login(): unknown {
    return {};
  }

  @Post('logout')
  @HttpCode(200)
  async logout(@Req() request: { logout(done: (error?: Error) => void): void }): Promise<unknown> {
    await new Promise<void>((resolve, reject) => {
      request.logout((error) => (error ? reject(error) : resolve()));
    });
    return {};
  }
}

// Passport's own sessions are for Express.
describe('a host on passport sessions, on express', () => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const start = async (globalInterceptor?: boolean) => {
    app = await startHost('express', {
      imports: [PassportModule.register({ session: true })],
      controllers: [PassportController],
      providers: [LocalStrategy, Serializer],
      options: {
        resolveUser: (request) => request.user?.id,
        ...(globalInterceptor !== undefined && { capture: { globalInterceptor } }),
      },
      configure: async (nest) => {
        await withSessions('express', nest);
        nest.use(passport.initialize());
        nest.use(passport.session());
      },
    });
    const browser = new Browser(app);
    await (await browser.post('/login', { username: 'john', password: 'changeme' })).text();
    expect((await browser.get(HISTORY)).status).toBe(200);
    await (await browser.post('/logout')).text();
    return seen(app);
  };

  it('records the sign-out under the user who signed out', async () => {
    expect(await start()).toEqual([
      [1, 'login', 200],
      [1, 'logout', 200],
    ]);
  });

  it('cannot do so without the global interceptor, as docs/how-it-works.md says', async () => {
    expect(await start(false)).toEqual([[1, 'login', 200]]);
  });
});
