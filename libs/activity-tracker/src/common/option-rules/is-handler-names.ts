import { applyDecorators } from '@nestjs/common';
import { IsArray, IsNotEmpty, IsString } from 'class-validator';

export const HANDLER_NAMES_RULE = 'must be an array of names, each a handler such as list or OrdersController.list';

export const IsHandlerNames = (options: { message: string }): PropertyDecorator =>
  applyDecorators(IsArray(options), IsString({ ...options, each: true }), IsNotEmpty({ ...options, each: true }));
