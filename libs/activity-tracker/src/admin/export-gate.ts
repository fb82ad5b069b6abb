import { Inject, Injectable } from '@nestjs/common';
import { Gate } from '../http/gates/gate.js';
import { AdminOptions } from './admin.options.js';

/** The gate of what reads many whole records: `admin.maxExports` at the same time. */
@Injectable()
export class ExportGate extends Gate {
  constructor(@Inject(AdminOptions) { maxExports }: Pick<AdminOptions, 'maxExports'>) {
    super(maxExports, 'Too many exports, erasures or word searches run at the moment.');
  }
}
