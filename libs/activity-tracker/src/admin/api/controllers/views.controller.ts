import { Controller, Delete, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { OpenApiOperation } from '../../../http/open-api/operation.js';
import { BOOLEAN } from '../../../http/open-api/named-schema.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import type { ViewAnswer } from '../answers/views.answers.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { SAVED_VIEW, SAVED_VIEWS } from '../schemas/view-schemas.js';

const NO_VIEWS = { 501: 'The store keeps no saved views.' };

/** Views of the panel that administrators name, for themselves or for all who hold the right `view`. */
@Controller()
@AdminApi()
export class ViewsController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  @Get('views')
  @OpenApiOperation({
    id: 'listActivityViews',
    summary: 'List saved views',
    answer: "The caller's views, then those that others share, each by name.",
    schema: SAVED_VIEWS,
    also: NO_VIEWS,
  })
  async list(@Req() request: AdminRequest): Promise<{ views: ViewAnswer[]; complete: boolean }> {
    return (await this.answers.get()).views.list(request);
  }

  /** Replaces the caller's view of the same name. */
  @Post('views')
  @HttpCode(200)
  @OpenApiOperation({
    id: 'saveActivityView',
    summary: 'Save a view',
    answer: 'The view.',
    schema: SAVED_VIEW,
    parameters: [
      { name: 'name', description: 'Name, 1 to 80 characters.', required: true },
      {
        name: 'address',
        description: 'Path and parameters within the panel, such as `/?q=status:5xx`, at most 2,000 characters.',
        required: true,
      },
      { name: 'shared', description: 'Whether other administrators see it. Default: false.', schema: BOOLEAN },
    ],
    also: { ...NO_VIEWS, 409: 'The caller has 50 views.' },
  })
  async save(@Req() request: AdminRequest): Promise<ViewAnswer> {
    return (await this.answers.get()).views.save(request);
  }

  @Delete('views')
  @OpenApiOperation({
    id: 'deleteActivityView',
    summary: 'Delete one of your views',
    answer: 'The view that was deleted.',
    schema: SAVED_VIEW,
    parameters: [{ name: 'id', description: 'Id of the view.', required: true }],
    also: { ...NO_VIEWS, 404: 'The caller has no view with this id.' },
  })
  async delete(@Req() request: AdminRequest): Promise<ViewAnswer> {
    return (await this.answers.get()).views.delete(request);
  }
}
