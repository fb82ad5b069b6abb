import { Body, Controller, Get, NotFoundException, Patch, UseGuards } from '@nestjs/common';
import { IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { Caller, JwtAuthGuard } from '../auth/jwt-auth.guard.js';
import type { AccessClaims } from '../auth/tokens.js';
import { type SecurityNotice, SecurityNotices } from './security-notices.js';
import { type User, type UserView, viewOf } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';

class ChangeProfileDto {
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  name?: string;

  /** Kept out of the log: see `masking.removeKeys`. */
  @IsOptional()
  @IsString()
  internal_note?: string;
}

@Controller('profile')
@UseGuards(JwtAuthGuard)
export class ProfileController {
  constructor(
    private readonly users: UsersRepository,
    private readonly notices: SecurityNotices,
  ) {}

  @Get()
  show(@Caller() { user_id }: AccessClaims): UserView {
    return viewOf(this.user(user_id));
  }

  @Patch()
  change(@Caller() { user_id }: AccessClaims, @Body() { name }: ChangeProfileDto): UserView {
    const user = this.user(user_id);
    if (name !== undefined) user.name = name;
    return viewOf(user);
  }

  @Get('security-notices')
  securityNotices(@Caller() { user_id }: AccessClaims): SecurityNotice[] {
    return this.notices.of(user_id);
  }

  private user(id: number): User {
    const user = this.users.byId(id);
    if (!user) throw new NotFoundException('This account is gone.');
    return user;
  }
}
