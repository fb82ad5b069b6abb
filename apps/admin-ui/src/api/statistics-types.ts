import type { LaterCalls, WithLater } from '../../../../libs/activity-tracker/src/admin/statistics/later-calls';
import type * as overview from '../../../../libs/activity-tracker/src/admin/statistics/overview.service';
import type * as routes from '../../../../libs/activity-tracker/src/admin/statistics/routes.service';
import type { CallsByClass } from '../../../../libs/activity-tracker/src/admin/statistics/statistics-source';
import type * as timeline from '../../../../libs/activity-tracker/src/admin/statistics/timeline.service';
import type * as statistics from '../../../../libs/activity-tracker/src/storage/port/statistics';
import type { JsonOf } from './json-of';

/** Calls without an answer, and by the hundreds of the status code. */
export type ByClass = CallsByClass;
export type Span = JsonOf<statistics.Span>;
export type Later = JsonOf<LaterCalls> | null;
export type Timeline = JsonOf<WithLater<timeline.Timeline>>;
export type Slot = Timeline['slots'][number];
export type RouteName = routes.RegisteredRoute;
export type Routes = JsonOf<WithLater<routes.RouteTable>>;
export type RouteFigures = Routes['routes'][number];
export type Overview = JsonOf<WithLater<overview.Overview>>;
export type Figures = Overview['current'];
