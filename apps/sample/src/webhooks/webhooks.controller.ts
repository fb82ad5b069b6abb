import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IsIn, IsInt, IsString } from 'class-validator';
import { TrackAnonymous } from 'nestjs-activity-tracker';

class PaymentDto {
  @IsInt()
  order_id!: number;

  @IsIn(['paid', 'refused'])
  state!: string;

  @IsString()
  signature!: string;
}

/** Called by the payment provider without a sign-in. */
@Controller('webhooks')
export class WebhooksController {
  @Post('payments')
  @HttpCode(202)
  @TrackAnonymous()
  payment(@Body() { order_id }: PaymentDto): { accepted: number } {
    return { accepted: order_id };
  }
}
