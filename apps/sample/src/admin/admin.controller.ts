import { Controller, Get, UseGuards } from '@nestjs/common';
import { ActivityCounters } from '../activity/activity-counters.js';
import { AdministratorsOnly, JwtAuthGuard } from '../auth/jwt-auth.guard.js';
import { type UserView, viewOf } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';

@Controller('admin')
@UseGuards(JwtAuthGuard)
@AdministratorsOnly()
export class AdminController {
  constructor(
    private readonly users: UsersRepository,
    private readonly counters: ActivityCounters,
  ) {}

  @Get('customers')
  customers(): UserView[] {
    return this.users.all().map(viewOf);
  }

  @Get('activity-counters')
  activityCounters(): Record<string, number> {
    return this.counters.byName();
  }
}
