import { Reflector } from '@nestjs/core';
import { ACTIVITY_EVENT, SIGN_IN, SKIP_ACTIVITY, TRACK_ANONYMOUS } from '../record/metadata-keys.js';

/**
 * Keeps a handler, or every handler of a controller, out of the log. `@SkipActivity(false)` on a handler lifts the
 * skip of its controller.
 * @publicApi
 */
export const SkipActivity = Reflector.createDecorator<boolean | undefined, boolean>({
  key: SKIP_ACTIVITY,
  transform: (skip) => skip ?? true,
});

/**
 * Records a handler, or every handler of a controller, also when nobody is signed in; `user_id` is then `null`.
 * `@TrackAnonymous(false)` on a handler lifts it again.
 * @publicApi
 */
export const TrackAnonymous = Reflector.createDecorator<boolean | undefined, boolean>({
  key: TRACK_ANONYMOUS,
  transform: (track) => track ?? true,
});

/**
 * Gives a handler a name for people: `@ActivityEvent('Redeem card')`. Stored as `event_name`; an entry of
 * `history.eventNames` goes before it.
 * @publicApi
 */
export const ActivityEvent = Reflector.createDecorator<string>({ key: ACTIVITY_EVENT });

/**
 * Marks a handler that signs users in: `@SignIn('email')`. A refused sign-in (4xx) is then recorded although no user is known,
 * with that field of its request body as `attempted`. A dot leads deeper: `user.email`.
 * @publicApi
 */
export const SignIn = Reflector.createDecorator<string>({ key: SIGN_IN });
