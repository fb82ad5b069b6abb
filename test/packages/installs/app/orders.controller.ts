import { Body, type CanActivate, Controller, Delete, Get, Injectable, Param, Post, UseGuards } from '@nestjs/common';
import { ActivityEvent, ActivityTrackerService, SkipActivity } from 'nestjs-activity-tracker';

@Injectable()
class NobodyMay implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Controller('orders')
export class OrdersController {
  // By type alone: proof that host and library see the same class, whichever way each of them loads it.
  constructor(private readonly tracker: ActivityTrackerService) {}

  @Get(':id')
  findOne(@Param('id') id: string): { id: string } {
    return { id };
  }

  @Post()
  @ActivityEvent('Order placed')
  place(@Body() order: { item: string }): { item: string; failed: number } {
    return { item: order.item, failed: this.tracker.stats().failed };
  }

  @Delete(':id')
  @UseGuards(NobodyMay)
  remove(): void {}
}

@Controller()
export class RootController {
  @Get()
  @SkipActivity()
  root(): string {
    return 'not recorded';
  }
}
