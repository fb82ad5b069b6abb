import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Req } from '@nestjs/common';
import { IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { ActivityEvent } from 'nestjs-activity-tracker';
import type { SessionRequest } from '../staff/session.js';
import { type Ticket, Tickets } from './tickets.js';

class OpenTicketDto {
  @IsString()
  @IsNotEmpty()
  subject!: string;

  /** A postal code, not a secret: see `masking.keepKeys`. */
  @IsOptional()
  @IsString()
  pincode?: string;

  /** Internal, so it is masked: see `masking.excludeKeys`. */
  @IsOptional()
  @IsString()
  remark?: string;
}

@Controller('tickets')
export class TicketsController {
  constructor(private readonly tickets: Tickets) {}

  @Get()
  list(): Ticket[] {
    return this.tickets.all();
  }

  @Post()
  open(@Req() { session }: SessionRequest, @Body() { subject }: OpenTicketDto): Ticket {
    return this.tickets.open(subject, session.staff!.id);
  }

  @Post(':id/close')
  @HttpCode(200)
  @ActivityEvent('Close ticket')
  close(@Param('id', ParseIntPipe) id: number): Ticket {
    return this.tickets.close(id);
  }
}
