import { Body, Controller, HttpCode, Post, UnauthorizedException } from '@nestjs/common';
import { SignIn } from 'nestjs-activity-tracker';
import { type UserView, viewOf } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import { LoginDto, RefreshDto, RegisterDto } from './auth.dto.js';
import { type TokenPair, Tokens } from './tokens.js';

@Controller('auth')
export class AuthController {
  constructor(
    private readonly users: UsersRepository,
    private readonly tokens: Tokens,
  ) {}

  @Post('register')
  register(@Body() { email, password, name }: RegisterDto): UserView {
    return viewOf(this.users.add(email, password, name));
  }

  /** `access` in the response identifies the user. Rejected logins are recorded with the e-mail address. */
  @Post('login')
  @HttpCode(200)
  @SignIn('email')
  login(@Body() { email, password }: LoginDto): TokenPair {
    const user = this.users.withPassword(email, password);
    if (!user) throw new UnauthorizedException('E-mail address and password do not match.');
    return this.tokens.issue(user);
  }

  @Post('refresh')
  @HttpCode(200)
  refresh(@Body() { refresh }: RefreshDto): TokenPair {
    const { user_id, sid } = this.tokens.read(refresh, 'refresh');
    const user = this.users.byId(user_id);
    if (!user) throw new UnauthorizedException('Sign in again.');
    return this.tokens.issue(user, sid);
  }
}
