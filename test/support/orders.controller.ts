import { Controller, Get } from '@nestjs/common';

/** For a spec that needs only a request to record. */
@Controller('orders')
export class OrdersController {
  @Get()
  list(): unknown {
    return [];
  }
}
