import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Inject,
  Injectable,
  Post,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, SECRET, type TrackedApp } from '../support/tracked-app.js';
import { complaints, HISTORY, seen, startHost, unidentified } from './fixtures/host-app.js';
import { findUser } from './fixtures/users.js';

@Injectable()
class AuthService {
  constructor(@Inject(JwtService) private readonly jwt: JwtService) {}

  async signIn(credentials: { username: string; password: string }): Promise<{ access_token: string }> {
    const user = findUser(credentials);
    if (!user) throw new UnauthorizedException();
    return { access_token: await this.jwt.signAsync({ sub: user.userId, username: user.username }) };
  }
}

@Injectable()
class AuthGuard implements CanActivate {
  constructor(@Inject(JwtService) private readonly jwt: JwtService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string>; user?: unknown }>();
    const [type, token] = request.headers.authorization?.split(' ') ?? [];
    if (type !== 'Bearer' || !token) throw new UnauthorizedException();
    try {
      request.user = await this.jwt.verifyAsync(token, { secret: SECRET });
    } catch {
      throw new UnauthorizedException();
    }
    return true;
  }
}

@Controller('auth')
class AuthController {
  constructor(@Inject(AuthService) private readonly auth: AuthService) {}

  @Post('login')
  @HttpCode(200)
  signIn(@Body() credentials: { username: string; password: string }) {
    return this.auth.signIn(credentials);
  }

  @Get('profile')
  @UseGuards(AuthGuard)
  getProfile(): unknown {
    return {};
  }
}

describe.each(PLATFORMS)("a host as Nest's authentication chapter builds it, on %s", (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  it('is recorded without any setting of claims or keys, the sign-in too', async () => {
    app = await startHost(platform, {
      imports: [JwtModule.register({ global: true, secret: SECRET, signOptions: { expiresIn: '60s' } })],
      controllers: [AuthController],
      providers: [AuthService],
      options: { jwt: { secret: SECRET, algorithms: ['HS256'] } },
    });
    const login = await app.post('/auth/login', { username: 'john', password: 'changeme' });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const authorization = { authorization: `Bearer ${token}` };
    await (await app.get('/auth/profile', { headers: authorization })).text();
    await (await app.get('/auth/profile')).text();
    await (await app.post('/auth/login', { username: 'john', password: 'wrong' })).text();

    expect(await seen(app)).toEqual([
      [1, 'signIn', 200],
      [1, 'getProfile', 200],
    ]);
    const history = await app.get(HISTORY, { headers: authorization });
    expect([history.status, await history.json()]).toMatchObject([200, { count: 2 }]);
    expect([complaints(app), unidentified(app)]).toEqual([[], {}]);
  });
});
