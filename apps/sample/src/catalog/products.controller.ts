import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';
import { type Product, Products } from './products.js';

@Controller('products')
export class ProductsController {
  constructor(private readonly products: Products) {}

  @Get()
  list(): Product[] {
    return this.products.all();
  }

  @Get(':id')
  find(@Param('id', ParseIntPipe) id: number): Product {
    return this.products.one(id);
  }
}
