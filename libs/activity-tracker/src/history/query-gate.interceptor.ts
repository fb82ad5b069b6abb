import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GateInterceptor } from './gate.interceptor.js';
import { QueryGate } from './query-gate.js';

/** Sends a query through the {@link QueryGate}. */
@Injectable()
export class QueryGateInterceptor extends GateInterceptor {
  constructor(@Inject(QueryGate) gate: QueryGate, @Inject(HttpAdapterHost) host: HttpAdapterHost) {
    super(gate, host, 'Too many history queries run at the moment.');
  }
}
