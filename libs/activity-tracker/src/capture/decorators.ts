import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  ACTIVITY_EVENT,
  ACTIVITY_RESOURCE,
  MUST_BE_RECORDED,
  SIGN_IN,
  SKIP_ACTIVITY,
  TRACK_ANONYMOUS,
} from '../record/metadata-keys.js';

/**
 * Skips a handler, or every handler of a controller. `@SkipActivity(false)` on a handler overrides its controller.
 * @publicApi
 */
export const SkipActivity = Reflector.createDecorator<boolean | undefined, boolean>({
  key: SKIP_ACTIVITY,
  transform: (skip) => skip ?? true,
});

/**
 * Records anonymous requests to a handler, or to every handler of a controller, with `user_id: null`.
 * `@TrackAnonymous(false)` on a handler overrides its controller.
 * @publicApi
 */
export const TrackAnonymous = Reflector.createDecorator<boolean | undefined, boolean>({
  key: TRACK_ANONYMOUS,
  transform: (track) => track ?? true,
});

/**
 * Gives a handler a readable name, stored as `event_name`: `@ActivityEvent('Redeem card')`. An entry of
 * `history.eventNames` takes precedence.
 * @publicApi
 */
export const ActivityEvent = Reflector.createDecorator<string>({ key: ACTIVITY_EVENT });

/**
 * Rejects requests with 503, before the handler, while their record cannot be written to disk. For a handler or all handlers of a
 * controller; takes effect with `buffer.whenSpoolIsFull: 'reject'`. `@MustBeRecorded(false)` on a handler overrides its controller.
 * @publicApi
 */
export const MustBeRecorded = Reflector.createDecorator<boolean | undefined, boolean>({
  key: MUST_BE_RECORDED,
  transform: (must) => must ?? true,
});

/**
 * Marks a handler that signs users in: `@SignIn('email')`. A rejected sign-in (4xx) is recorded without a user, with
 * that request body field as `attempted`. Dots address nested fields: `user.email`.
 * @publicApi
 */
export const SignIn = Reflector.createDecorator<string>({ key: SIGN_IN });

const RESOURCE_TYPE = /^[\w-]{1,64}$/;
const RESOURCE_PLACE = /^(?:\w+|(?:body|response)\..+)$/;

/**
 * Names the object that a handler is about, stored as `resource: { type, id }`, so that `resource:order/4711` finds all
 * requests about it: `@ActivityResource('order', 'id')`.
 * @param type kind of object: letters, digits, `_` and `-`
 * @param from place of the id: a route parameter (`id`), or a path in a body (`body.order_id`, `response.data.id`). Default: the
 * last route parameter
 * @throws TypeError if one of them is malformed
 * @publicApi
 */
export const ActivityResource = Object.assign(resourceDecorator, { KEY: ACTIVITY_RESOURCE });

function resourceDecorator(type: string, from?: string): CustomDecorator {
  if (typeof type !== 'string' || !RESOURCE_TYPE.test(type))
    throw new TypeError(
      `@ActivityResource(${JSON.stringify(type)}): the type must be 1 to 64 letters, digits, _ and -, such as order. Correct it.`,
    );
  if (from !== undefined && (typeof from !== 'string' || !RESOURCE_PLACE.test(from)))
    throw new TypeError(
      `@ActivityResource('${type}', ${JSON.stringify(from)}): the place must be a route parameter such as id, or a path such as body.order_id or response.id. Correct it.`,
    );
  return SetMetadata(ACTIVITY_RESOURCE, { type, from });
}
