import { Injectable, NotFoundException } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ActivityTrackerService } from 'nestjs-activity-tracker';

export interface Product {
  id: number;
  name: string;
  /** Cents. */
  price: number;
}

export const PRODUCT_NAMES = [
  'Desk lamp',
  'Notebook',
  'Fountain pen',
  'Tea pot',
  'Wool blanket',
  'Bookshelf',
  'Wall clock',
  'Bicycle bell',
];
const PRICE_UPDATE_MS = 600_000;

@Injectable()
export class Products {
  private readonly products: Product[] = PRODUCT_NAMES.map((name, index) => ({
    id: index + 1,
    name,
    price: 990 + index * 450,
  }));

  constructor(private readonly tracker: ActivityTrackerService) {}

  all(): Product[] {
    return this.products;
  }

  one(id: number): Product {
    const product = this.products.find((candidate) => candidate.id === id);
    if (!product) throw new NotFoundException(`There is no product ${id}.`);
    return product;
  }

  @Interval('price-update', PRICE_UPDATE_MS)
  updatePrices(): void {
    for (const product of this.products) product.price += 10;
    this.tracker.track({ event: 'Prices updated', namespace: 'Products', data: { products: this.products.length } });
  }
}
