import { Body, Controller, Delete, HttpCode, Post, Req, UnauthorizedException } from '@nestjs/common';
import { IsEmail, IsString } from 'class-validator';
import type { SessionRequest } from './session.js';
import { Public } from './signed-in.guard.js';
import { ACCOUNTS } from './staff.js';

class SignInDto {
  @IsEmail()
  email!: string;

  @IsString()
  password!: string;
}

/** Sign-in and sign-out, both attributed to the user: `resolveUser` is called before and after a handler. */
@Controller('session')
export class SessionsController {
  @Post()
  @Public()
  @HttpCode(200)
  async signIn(@Req() request: SessionRequest, @Body() { email, password }: SignInDto): Promise<{ name: string }> {
    const account = ACCOUNTS.find((candidate) => candidate.email === email);
    if (account?.password !== password) throw new UnauthorizedException('E-mail address and password do not match.');
    await request.session.regenerate();
    const { id, name, team, permissions } = account;
    request.session.staff = { id, name, team, permissions };
    return { name };
  }

  @Delete()
  @HttpCode(204)
  async signOut(@Req() { session }: SessionRequest): Promise<void> {
    await session.destroy();
  }
}
