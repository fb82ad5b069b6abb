import { Inject, Injectable } from '@nestjs/common';
import { Gate } from './gate.js';
import { ACCESS_RULES, type AccessRules } from '../access/access-rules.js';

@Injectable()
export class QueryGate extends Gate {
  constructor(@Inject(ACCESS_RULES) { maxConcurrent }: Pick<AccessRules, 'maxConcurrent'>) {
    super(maxConcurrent, 'Too many history queries are running.');
  }
}
