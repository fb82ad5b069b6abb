import { Get, NotFoundException, Param } from '@nestjs/common';

/** Reading of orders. A spec extends it by a controller with the writing that it needs. */
export class Orders {
  @Get()
  list(): object[] {
    return [{ id: 1 }];
  }

  @Get(':id')
  find(@Param('id') id: string): object {
    if (id === '404') throw new NotFoundException('There is no such order.');
    return { id };
  }
}
