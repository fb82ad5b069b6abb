import { HttpException, InternalServerErrorException } from '@nestjs/common';
import { errorText } from '../../common/error-text.js';
import { HostLog } from '../../common/host-log.js';
import { Late } from '../../common/late.js';
import { type AnswerAdapter, writeAnswer } from '../../http/answers/write-answer.js';
import { markOwn } from '../../record/own-requests.js';
import { PANEL_HEADERS } from './panel-headers.js';
import type { PanelConfig } from './panel-config.js';
import type { PanelRequest } from './panel-request.js';
import type { PanelFiles } from './panel-files.js';

const PAGE = 'index.html';
const CONFIG = 'config.json';

/** A page without data; all data comes from the admin API. */
export class Panel {
  private readonly logger = new HostLog();
  private readonly answers = new Late('The panel', async () => {
    const { PanelAnswers } = await import('./panel-answers.js');
    return new PanelAnswers(this.files);
  });

  constructor(
    private readonly files: PanelFiles,
    private readonly config: () => PanelConfig,
  ) {}

  problem(): string | undefined {
    return this.files.problem();
  }

  /** Redirects to the page, whose addresses are relative to it, under any prefix of a proxy. */
  redirect(adapter: AnswerAdapter, request: PanelRequest, response: object): void {
    markOwn(request);
    const [path = ''] = request.originalUrl.split('?');
    adapter.setHeader(response, 'Location', `${path.slice(path.lastIndexOf('/') + 1)}/${PAGE}`.replace(/^\//, ''));
    adapter.setHeader(response, 'Cache-Control', 'no-store');
    adapter.reply(response, undefined, 302);
  }

  file(adapter: AnswerAdapter, request: PanelRequest, response: object, name: string): void {
    markOwn(request);
    for (const [header, value] of Object.entries(PANEL_HEADERS)) adapter.setHeader(response, header, value);
    adapter.setHeader(response, 'Cache-Control', 'no-store');
    if (name === CONFIG) return writeAnswer(adapter, response, this.config());
    void this.answers
      .get()
      .then((answers) => answers.answer(adapter, request, response, name))
      .catch((error: unknown) => this.failed(adapter, response, error));
  }

  /** Outside of the platform's own handling of errors: what is thrown here would end the process. */
  private failed(adapter: AnswerAdapter, response: object, error: unknown): void {
    const answer = error instanceof HttpException ? error : new InternalServerErrorException();
    if (answer !== error) this.logger.error(`The panel could not answer a request: ${errorText(error)}`);
    try {
      writeAnswer(adapter, response, answer.getResponse(), answer.getStatus());
    } catch (cause) {
      this.logger.error(`The panel could not answer a request: ${errorText(cause)}`);
    }
  }
}
