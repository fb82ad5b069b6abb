import { applyDecorators } from '@nestjs/common';
import { IsArray, IsNotEmpty, IsString } from 'class-validator';

const RULE = 'must be an array of names, each a handler such as list or OrdersController.list';

export const IsHandlerNames = (): PropertyDecorator =>
  applyDecorators(
    IsArray({ message: RULE }),
    IsString({ each: true, message: RULE }),
    IsNotEmpty({ each: true, message: RULE }),
  );
