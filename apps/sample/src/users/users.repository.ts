import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { ConflictException, Injectable } from '@nestjs/common';
import { DEMO_ACCOUNTS } from '../demo/demo-accounts.js';
import type { User } from './user.js';

/** Low cost for the demonstration; a real shop uses Node's default. */
const COST = { N: 1024 };

@Injectable()
export class UsersRepository {
  private readonly users = new Map<string, User>();

  constructor() {
    for (const { email, password, name, role } of DEMO_ACCOUNTS) this.add(email, password, name, role);
  }

  add(email: string, password: string, name: string, role: User['role'] = 'customer'): User {
    if (this.users.has(email)) throw new ConflictException('There is an account with this e-mail address already.');
    const id = this.users.size + 1;
    const user: User = {
      id,
      email,
      name,
      role,
      companyId: 100 + (id % 3),
      loyaltyNumber: `LN-${String(id).padStart(6, '0')}`,
      passwordHash: hash(password),
    };
    this.users.set(email, user);
    return user;
  }

  withPassword(email: string, password: string): User | undefined {
    const user = this.users.get(email);
    return user && matches(password, user.passwordHash) ? user : undefined;
  }

  byId(id: number): User | undefined {
    return this.all().find((user) => user.id === id);
  }

  all(): User[] {
    return [...this.users.values()];
  }
}

function hash(password: string, salt: string = randomBytes(8).toString('hex')): string {
  return `${salt}:${scryptSync(password, salt, 32, COST).toString('hex')}`;
}

function matches(password: string, stored: string): boolean {
  const [salt] = stored.split(':');
  return timingSafeEqual(Buffer.from(hash(password, salt)), Buffer.from(stored));
}
