import { Global, Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { UsersRepository } from '../users/users.repository.js';
import { AuthController } from './auth.controller.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JWT_SECRET, Tokens } from './tokens.js';

@Global()
@Module({
  imports: [JwtModule.register({ secret: JWT_SECRET })],
  controllers: [AuthController],
  providers: [UsersRepository, Tokens, JwtAuthGuard],
  exports: [UsersRepository, Tokens, JwtAuthGuard],
})
export class AuthModule {}
