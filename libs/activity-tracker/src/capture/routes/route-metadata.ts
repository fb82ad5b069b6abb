import { Reflector } from '@nestjs/core';
import { ActivityEvent, SignIn, SkipActivity, TrackAnonymous } from '../decorators.js';

/** A class or a method, as Nest's execution context gives them. */
// oxlint-disable-next-line typescript/no-unsafe-function-type
export type Callable = Function;

/** Where Nest's route decorators keep the HTTP method of a handler, and the path of a handler or a controller. */
export const METHOD_METADATA = 'method';
export const PATH_METADATA = 'path';
/** Nest's mark of an `@Sse()` handler. */
export const SSE_METADATA = '__sse__';

/** What a handler and its controller say about themselves. */
export interface RouteMetadata {
  /** Name of the handler method; the seed's `url_name`. */
  readonly urlName: string;
  /** Name of the controller class; the seed's `namespace`. */
  readonly namespace: string;
  readonly skip: boolean;
  readonly trackAnonymous: boolean;
  readonly eventName: string | undefined;
  /** Field of the request body that identifies the user, on a handler that signs users in. */
  readonly signIn?: string | undefined;
}

/** The only place that knows decorators exist. Each handler is asked once. */
export class RouteMetadataReader {
  private readonly reflector = new Reflector();
  private readonly known = new WeakMap<Callable, WeakMap<Callable, RouteMetadata>>();

  of(controller: Callable, handler: Callable): RouteMetadata {
    let handlers = this.known.get(controller);
    if (!handlers) this.known.set(controller, (handlers = new WeakMap()));
    let metadata = handlers.get(handler);
    if (!metadata) handlers.set(handler, (metadata = this.read(controller, handler)));
    return metadata;
  }

  private read(controller: Callable, handler: Callable): RouteMetadata {
    const targets = [handler, controller] as Parameters<Reflector['getAllAndOverride']>[1];
    return {
      urlName: handler.name,
      namespace: controller.name,
      skip: this.reflector.getAllAndOverride(SkipActivity, targets) ?? false,
      trackAnonymous: this.reflector.getAllAndOverride(TrackAnonymous, targets) ?? false,
      eventName: this.reflector.get(ActivityEvent, targets[0]!),
      signIn: this.reflector.get(SignIn, targets[0]!),
    };
  }
}
