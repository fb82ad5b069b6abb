import type * as library from '../../../../libs/activity-tracker/src/admin/api/answers/views.answers';
import type { JsonOf } from './json-of';

export type SavedView = JsonOf<library.ViewAnswer>;
export type SavedViewList = JsonOf<Awaited<ReturnType<library.ViewsAnswers['list']>>>;
