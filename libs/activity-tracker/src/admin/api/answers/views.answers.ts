import { randomUUID } from 'node:crypto';
import { ConflictException, NotFoundException, NotImplementedException } from '@nestjs/common';
import { callerOf } from '../../../http/access/caller.js';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import { readQueryString } from '../../../http/parameters/query-string.js';
import type { ActivityUserId } from '../../../record/activity-log.js';
import type { ActivityStore } from '../../../storage/port/activity-store.js';
import type { SavedView, SavedViews } from '../../../storage/port/saved-views.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import type { AdminRequest } from '../admin-api.js';
import { flagOf, onlyKnown } from '../question.js';

const MOST_VIEWS = 50;
const MOST_LISTED = 250;
const LONGEST_NAME = 80;
/** Neither spaces nor characters of no width alone. */
const SHOWS_SOMETHING = /[^\p{C}\p{Z}\p{M}]/u;
const LONGEST_ADDRESS = 2_000;
const LONGEST_ID = 100;

export interface ViewAnswer extends SavedView {
  /** Whether the caller saved it, and so may delete it. */
  own: boolean;
}

export class ViewsAnswers {
  constructor(
    private readonly store: ActivityStore,
    private readonly audit: AuditTrail,
  ) {}

  /** Reads no record, so it leaves no audit entry. */
  async list(request: AdminRequest): Promise<{ views: ViewAnswer[]; complete: boolean }> {
    onlyKnown(readQueryString(request.originalUrl));
    const { userId } = callerOf(request);
    const found = await this.views().list(userId, MOST_LISTED + 1);
    return {
      views: found.slice(0, MOST_LISTED).map((view) => answerOf(view, userId)),
      complete: found.length <= MOST_LISTED,
    };
  }

  async save(request: AdminRequest): Promise<ViewAnswer> {
    const parameters = readQueryString(request.originalUrl);
    onlyKnown(parameters, 'name', 'address', 'shared');
    const { userId } = callerOf(request);
    const view: SavedView = {
      id: randomUUID(),
      name: nameOf(parameters.name?.trim()),
      address: addressOf(parameters.address),
      shared: flagOf('shared', parameters.shared),
      owner_id: userId,
      created_time: new Date(),
    };
    const views = this.views();
    await this.note(request, { act: 'save', view: view.id, shared: String(view.shared) });
    if (await views.save(view, MOST_VIEWS)) return answerOf(view, userId);
    throw new ConflictException(
      `You have ${MOST_VIEWS} saved views, the most that one administrator can have. Delete one, or save under the name of one to replace it.`,
    );
  }

  async delete(request: AdminRequest): Promise<ViewAnswer> {
    const parameters = readQueryString(request.originalUrl);
    onlyKnown(parameters, 'id');
    const { id = '' } = parameters;
    if (id === '' || id.length > LONGEST_ID) throw badParameter('id', 'must be the id of one of your views', id);
    const views = this.views();
    const { userId } = callerOf(request);
    await this.note(request, { act: 'delete', view: id });
    const deleted = await views.delete(userId, id);
    if (deleted) return answerOf(deleted, userId);
    throw new NotFoundException(
      'You have no saved view with this id. GET /views lists them; only the administrator who saved a view can delete it.',
    );
  }

  /** Without the name and the address, which may describe a person. */
  private async note(request: AdminRequest, parameters: Record<string, string>): Promise<void> {
    await this.audit.write(request, { action: 'view', parameters });
  }

  private views(): SavedViews {
    if (this.store.views) return this.store.views;
    throw new NotImplementedException(
      'The store given as storage.store has no views, so none can be saved. Add views to it.',
    );
  }
}

const answerOf = (view: SavedView, userId: ActivityUserId): ViewAnswer => ({
  ...view,
  own: String(view.owner_id) === String(userId),
});

function nameOf(name = ''): string {
  if (SHOWS_SOMETHING.test(name) && name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name)) return name;
  throw badParameter(
    'name',
    `must be a text of 1 to ${LONGEST_NAME} characters, of which one is visible, without control characters`,
    name,
  );
}

function addressOf(address = ''): string {
  if (/^\/(?!\/)/.test(address) && address.length <= LONGEST_ADDRESS && !/\p{Cc}/u.test(address)) return address;
  throw badParameter(
    'address',
    `must be a path and parameters within the panel, such as /?q=status:5xx, at most ${LONGEST_ADDRESS} characters`,
    address,
  );
}
