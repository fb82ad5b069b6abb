import { Reflector } from '@nestjs/core';
import { ACTIVITY_EVENT, MUST_BE_RECORDED, SIGN_IN, SKIP_ACTIVITY, TRACK_ANONYMOUS } from '../record/metadata-keys.js';

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
