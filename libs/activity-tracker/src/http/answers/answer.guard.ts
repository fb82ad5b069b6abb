import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ContextIdFactory, HttpAdapterHost, ModuleRef, Reflector } from '@nestjs/core';
import { callerOf } from '../access/caller.js';
import { AnyOrigin } from '../access/same-origin.guard.js';
import { throughGates } from '../gates/gate-passage.js';
import { PASSAGES, type Passage } from '../gates/passes.js';
import { StalledReaders } from '../gates/stalled-readers.js';
import { writeAnswer } from './write-answer.js';

/** Signature by which {@link AnswerGuard} calls a handler; its parameter decorators serve OpenAPI only. */
export type ApiHandler = (
  request: object,
  response: object,
  id: string | undefined,
  type: string | undefined,
) => unknown;

interface ParameterizedRequest {
  readonly params?: { readonly id?: string; readonly type?: string };
}

/** Answers within the last guard: the host's interceptors, which run after guards, cannot change or cache a response. */
@Injectable()
export class AnswerGuard implements CanActivate {
  constructor(
    private readonly modules: ModuleRef,
    private readonly reflector: Reflector,
    private readonly host: HttpAdapterHost,
    private readonly stalled: StalledReaders,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<object>();
    const response = http.getResponse<object>();
    const answer = await this.answer(context, request, response);
    writeAnswer(this.host.httpAdapter, response, answer);
    // Stay pending: true would start the host's interceptors, false would appear as a failure in its traces.
    return new Promise<boolean>(() => {});
  }

  private async answer(context: ExecutionContext, request: object, response: object): Promise<unknown> {
    // A request-scoped global enhancer makes our controllers request-scoped too; Nest has already created the instance.
    const contextId = ContextIdFactory.getByRequest(request);
    const controller = await this.modules.resolve<object>(context.getClass(), contextId, { strict: false });
    const handler = context.getHandler() as ApiHandler;
    const { id, type } = (request as ParameterizedRequest).params ?? {};
    const passages = this.reflector.get<readonly Passage[] | undefined>(PASSAGES, context.getClass()) ?? [];
    const gates = passages
      .filter(({ concerns }) => concerns?.(request) ?? true)
      .map(({ gate }) => this.modules.get(gate, { strict: false }));
    const kind = this.reflector.get(AnyOrigin, handler) ? 'own history' : 'administration';
    const line = { kind, caller: String(callerOf(request).userId) };
    return throughGates(gates, line, response, this.stalled, async () =>
      handler.call(controller, request, response, id, type),
    );
  }
}
