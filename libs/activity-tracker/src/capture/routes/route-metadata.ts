import { Reflector } from '@nestjs/core';
import { ACTIVITY_RESOURCE } from '../../record/metadata-keys.js';
import { ActivityEvent, MustBeRecorded, SignIn, SkipActivity, TrackAnonymous } from '../decorators.js';

// oxlint-disable-next-line typescript/no-unsafe-function-type
export type Callable = Function;

/** Metadata keys of Nest's route decorators, which Nest does not export. */
export const METHOD_METADATA = 'method';
export const PATH_METADATA = 'path';
export const SSE_METADATA = '__sse__';

/** Where `@ActivityResource()` finds an object. */
export interface ResourceSource {
  readonly type: string;
  /** Name of a route parameter, or `body.` or `response.` and a path; `undefined` for the last parameter. */
  readonly from: string | undefined;
}

export interface RouteMetadata {
  /** Name of the handler method; the seed's `url_name`. */
  readonly urlName: string;
  /** Name of the controller class; the seed's `namespace`. */
  readonly namespace: string;
  readonly skip: boolean;
  readonly trackAnonymous: boolean;
  readonly eventName: string | undefined;
  readonly mustBeRecorded?: boolean;
  readonly signIn?: string | undefined;
  readonly resource?: ResourceSource | undefined;
}

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
      mustBeRecorded: this.reflector.getAllAndOverride(MustBeRecorded, targets) ?? false,
      signIn: this.reflector.get(SignIn, targets[0]!),
      resource: this.reflector.get<ResourceSource | undefined>(ACTIVITY_RESOURCE, targets[0]!),
    };
  }
}
