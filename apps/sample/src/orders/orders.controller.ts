import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseIntPipe,
  Post,
  UseGuards,
} from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsInt, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';
import { ActivityEvent, ActivityResource, MustBeRecorded } from 'nestjs-activity-tracker';
import { Caller, JwtAuthGuard } from '../auth/jwt-auth.guard.js';
import type { AccessClaims } from '../auth/tokens.js';
import { type Order, Orders } from './orders.js';

class OrderedItemDto {
  @IsInt()
  product_id!: number;

  @IsInt()
  @Min(1)
  @Max(99)
  quantity!: number;
}

class CardDto {
  @IsString()
  number!: string;

  @IsString()
  cvv!: string;
}

class PlaceOrderDto {
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => OrderedItemDto)
  items!: OrderedItemDto[];

  @IsOptional()
  @ValidateNested()
  @Type(() => CardDto)
  card?: CardDto;

  @IsOptional()
  @IsString()
  note?: string;
}

class RedeemDto {
  @IsString()
  card_pin!: string;
}

@Controller('orders')
@UseGuards(JwtAuthGuard)
export class OrdersController {
  constructor(private readonly orders: Orders) {}

  @MustBeRecorded()
  @ActivityResource('order', 'response.id')
  @Post()
  create(@Caller() { user_id }: AccessClaims, @Body() { items }: PlaceOrderDto): Order {
    return this.orders.place(user_id, items);
  }

  @Get()
  list(@Caller() { user_id }: AccessClaims): Order[] {
    return this.orders.of(user_id);
  }

  @Get(':id')
  find(@Caller() { user_id }: AccessClaims, @Param('id', ParseIntPipe) id: number): Order {
    return this.orders.one(user_id, id);
  }

  @Post(':id/redeem')
  @HttpCode(200)
  @ActivityEvent('Redeem card')
  redeem(
    @Caller() { user_id }: AccessClaims,
    @Param('id', ParseIntPipe) id: number,
    @Body() { card_pin }: RedeemDto,
  ): Order {
    if (card_pin === '0000') throw new BadRequestException('This PIN was never set.');
    return this.orders.close(user_id, id, 'redeemed');
  }

  @Delete(':id')
  @HttpCode(204)
  cancel(@Caller() { user_id }: AccessClaims, @Param('id', ParseIntPipe) id: number): void {
    this.orders.close(user_id, id, 'cancelled');
  }
}
