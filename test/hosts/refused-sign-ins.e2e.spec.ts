import {
  BadRequestException,
  Body,
  Controller,
  ForbiddenException,
  HttpCode,
  InternalServerErrorException,
  Post,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { type ActivityTrackerOptions, SignIn } from 'nestjs-activity-tracker';
import { PLATFORMS, SECRET, sign, type TrackedApp } from '../support/tracked-app.js';
import { startHost } from './fixtures/host-app.js';

const OUTCOMES: Record<string, () => unknown> = {
  right: () => ({ access_token: sign({ sub: 7 }) }),
  wrong: () => {
    throw new UnauthorizedException();
  },
  malformed: () => {
    throw new BadRequestException();
  },
  broken: () => {
    throw new InternalServerErrorException();
  },
};

class RefusingGuard {
  canActivate(): never {
    throw new ForbiddenException();
  }
}

@Controller('auth')
class AuthController {
  @Post('marked')
  @HttpCode(200)
  @SignIn('email')
  marked(@Body() { password }: { password: string }): unknown {
    return OUTCOMES[password]!();
  }

  @Post('guarded')
  @SignIn('user.login')
  @UseGuards(RefusingGuard)
  guarded(): unknown {
    return {};
  }

  @Post('login')
  @HttpCode(200)
  login(@Body() { password }: { password: string }): unknown {
    return OUTCOMES[password]!();
  }
}

describe.each(PLATFORMS)('refused sign-ins, on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const start = async (capture: ActivityTrackerOptions['capture'] = {}) => {
    app = await startHost(platform, {
      controllers: [AuthController],
      options: { jwt: { secret: SECRET, algorithms: ['HS256'] }, capture },
    });
  };
  const post = async (path: string, body: unknown) => void (await (await app.post(path, body)).text());
  const found = async () =>
    (await app.records()).map(({ user_id, url_name, status_code, attempted }) => [
      user_id,
      url_name,
      status_code,
      attempted,
    ]);

  it('are not recorded by default', async () => {
    await start();
    await post('/auth/login', { email: 'ada@shop.example', password: 'wrong' });
    expect(await found()).toEqual([]);
  });

  it('are recorded with the attempted user by @SignIn(), whether a handler or a guard refused', async () => {
    await start();
    await post('/auth/marked', { email: 'ada@shop.example', password: 'wrong' });
    await post('/auth/marked', { email: 42, password: 'malformed' });
    await post('/auth/marked', { password: 'wrong' });
    await post('/auth/marked', { email: { $ne: '' }, password: 'wrong' });
    await post('/auth/guarded', { user: { login: 'bob' }, password: 'x' });
    expect(await found()).toEqual([
      [null, 'marked', 401, 'ada@shop.example'],
      [null, 'marked', 400, 42],
      [null, 'marked', 401, null],
      [null, 'marked', 401, null],
      [null, 'guarded', 403, 'bob'],
    ]);
  });

  it('are distinguished from successful sign-ins and server errors', async () => {
    await start();
    await post('/auth/marked', { email: 'ada@shop.example', password: 'right' });
    await post('/auth/marked', { email: 'ada@shop.example', password: 'broken' });
    expect(await found()).toEqual([[7, 'marked', 200, undefined]]);
    expect((await app.records())[0]).not.toHaveProperty('attempted');
  });

  it.each(['login', 'AuthController.login'])('are recorded by capture.signIns: %s', async (name) => {
    await start({ signIns: { [name]: 'email' } });
    await post('/auth/login', { email: 'ada@shop.example', password: 'wrong' });
    expect(await found()).toEqual([[null, 'login', 401, 'ada@shop.example']]);
  });

  it('show no secret: the value is masked as it is in the body', async () => {
    await start({ signIns: { login: 'password' } });
    await post('/auth/login', { email: 'x', password: 'wrong' });
    const [record] = await app.records();
    expect([record?.attempted, record?.body]).toEqual(['***FILTERED***', { email: 'x', password: '***FILTERED***' }]);
  });

  it('show no secret: a long random value that the body also names a password is masked in the field too', async () => {
    const secret = 'kX9vB2qLm7Rt4sWz8pQd';
    await start({ signIns: { login: 'email' } });
    await post('/auth/login', { email: secret, password: 'wrong', new_password: secret });
    expect((await app.records())[0]?.attempted).toBe('***FILTERED***');
  });
});
