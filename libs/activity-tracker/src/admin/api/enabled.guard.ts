import { type CanActivate, Injectable, NotFoundException } from '@nestjs/common';
import { AdminOptions } from '../admin.options.js';

@Injectable()
export class EnabledGuard implements CanActivate {
  constructor(private readonly options: AdminOptions) {}

  canActivate(): boolean {
    if (!this.options.enabled) throw new NotFoundException();
    return true;
  }
}
