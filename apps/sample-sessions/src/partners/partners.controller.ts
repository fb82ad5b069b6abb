import { Body, Controller, Headers, Post, UnauthorizedException } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { IsNotEmpty, IsString } from 'class-validator';
import { Public } from '../staff/signed-in.guard.js';
import { type Ticket, Tickets } from '../tickets/tickets.js';
import { AUDIENCE, DEMO_KEY_ID, DEMO_KEYS, ISSUER, keyOf, PARTNER_HEADER } from './partner-keys.js';

class ReportDto {
  @IsString()
  @IsNotEmpty()
  subject!: string;
}

@Controller('partners')
export class PartnersController {
  private readonly jwt = new JwtService();

  constructor(private readonly tickets: Tickets) {}

  @Post('tickets')
  @Public()
  report(@Headers(PARTNER_HEADER) token: string | undefined, @Body() { subject }: ReportDto): Ticket {
    return this.tickets.open(subject, this.partnerOf(token ?? ''));
  }

  @Post('demo-token')
  demoToken(): { partner_token: string } {
    const claims = { client_id: 'acme-returns', use: 'api', 'https://partners.example/claims/company': 'acme' };
    const partner_token = this.jwt.sign(claims, {
      privateKey: DEMO_KEYS.privateKey,
      algorithm: 'ES256',
      keyid: DEMO_KEY_ID,
      issuer: ISSUER,
      audience: AUDIENCE,
      expiresIn: '1h',
    });
    return { partner_token };
  }

  private partnerOf(token: string): string {
    try {
      const checks = { publicKey: keyOf(token), algorithms: ['ES256' as const], issuer: ISSUER, audience: AUDIENCE };
      return this.jwt.verify<{ client_id: string }>(token, checks).client_id;
    } catch {
      throw new UnauthorizedException(`Send a token of a partner in the header ${PARTNER_HEADER}.`);
    }
  }
}
