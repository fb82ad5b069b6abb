import { Inject, Injectable } from '@nestjs/common';
import { Gate } from '../http/gates/gate.js';
import { AdminOptions } from './admin.options.js';

/** Limits requests that read many whole records to `admin.maxExports` at a time. */
@Injectable()
export class ExportGate extends Gate {
  constructor(@Inject(AdminOptions) { maxExports }: Pick<AdminOptions, 'maxExports'>) {
    super(maxExports, 'Too many exports, erasures or word searches are running.');
  }
}
