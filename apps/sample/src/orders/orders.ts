import { ConflictException, ForbiddenException, Injectable, NotFoundException } from '@nestjs/common';
import { Products } from '../catalog/products.js';

export interface Order {
  id: number;
  user_id: number;
  items: { product_id: number; name: string; quantity: number; price: number }[];
  total: number;
  status: 'open' | 'redeemed' | 'cancelled';
}

export interface OrderedItem {
  product_id: number;
  quantity: number;
}

@Injectable()
export class Orders {
  private readonly orders: Order[] = [];

  constructor(private readonly products: Products) {}

  place(userId: number, ordered: OrderedItem[]): Order {
    const items = ordered.map(({ product_id, quantity }) => {
      const { name, price } = this.products.one(product_id);
      return { product_id, name, quantity, price };
    });
    const total = items.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
    const order: Order = { id: this.orders.length + 1, user_id: userId, items, total, status: 'open' };
    this.orders.push(order);
    return order;
  }

  of(userId: number): Order[] {
    return this.orders.filter((order) => order.user_id === userId);
  }

  all(): Order[] {
    return this.orders;
  }

  one(userId: number, id: number): Order {
    const order = this.orders[id - 1];
    if (!order) throw new NotFoundException(`There is no order ${id}.`);
    if (order.user_id !== userId) throw new ForbiddenException('This is not your order.');
    return order;
  }

  close(userId: number, id: number, status: 'redeemed' | 'cancelled'): Order {
    const order = this.one(userId, id);
    if (order.status !== 'open') throw new ConflictException(`Order ${id} is ${order.status} already.`);
    order.status = status;
    return order;
  }
}
