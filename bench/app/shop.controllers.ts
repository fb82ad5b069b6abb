import { Body, Controller, Get, Post } from '@nestjs/common';
import { SkipActivity } from 'nestjs-activity-tracker';
import { ITEMS, ORDER } from './payloads.js';

@Controller()
export class ShopController {
  @Get('ping')
  ping(): object {
    return { ok: true };
  }

  @Post('orders')
  create(@Body() body: { reference?: string }): object {
    return { ...ORDER, reference: body.reference };
  }

  @Get('items')
  list(): object {
    return ITEMS;
  }
}

/** The same once more, kept out of the log. */
@Controller('skipped')
@SkipActivity()
export class SkippedShopController extends ShopController {
  @Get('ping')
  override ping(): object {
    return super.ping();
  }

  @Post('orders')
  override create(@Body() body: { reference?: string }): object {
    return super.create(body);
  }

  @Get('items')
  override list(): object {
    return super.list();
  }
}
