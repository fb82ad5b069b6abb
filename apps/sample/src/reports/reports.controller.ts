import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Get, InternalServerErrorException, StreamableFile, UseGuards } from '@nestjs/common';
import { AdministratorsOnly, JwtAuthGuard } from '../auth/jwt-auth.guard.js';
import { Orders } from '../orders/orders.js';

const SLOW_MS = 800;

@Controller('reports')
@UseGuards(JwtAuthGuard)
@AdministratorsOnly()
export class ReportsController {
  constructor(private readonly orders: Orders) {}

  /** Slow on purpose. */
  @Get('sales')
  async sales(): Promise<{ orders: number; total: number }> {
    await pause(SLOW_MS);
    const orders = this.orders.all();
    return { orders: orders.length, total: orders.reduce((sum, { total }) => sum + total, 0) };
  }

  /** Fails on purpose. */
  @Get('broken')
  broken(): never {
    throw new InternalServerErrorException('The report for last year cannot be read.');
  }

  /** A stream: its size is recorded, its content is not. */
  @Get('export')
  export(): StreamableFile {
    const lines = this.orders.all().map(({ id, user_id, total, status }) => `${id},${user_id},${total},${status}\n`);
    return new StreamableFile(Readable.from(['id,user,total,status\n', ...lines].map((line) => Buffer.from(line))), {
      type: 'text/csv',
    });
  }
}
