import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  type HttpServer,
  HttpStatus,
  Injectable,
  NotFoundException,
  ServiceUnavailableException,
} from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { HostLog } from '../../common/host-log.js';
import {
  StoreMisconfiguredError,
  StoreNotConfiguredError,
  StoreUnavailableError,
} from '../../storage/port/store-errors.js';
import { BusyError, MAX_WAIT_MS } from '../gates/gate.js';
import { forbidStoring, type AnswerAdapter, writeAnswer } from './write-answer.js';

const MOST_LOGGED = 50;

/** A filter of the controller precedes the host's global filters, so our errors keep Nest's format. */
@Injectable()
@Catch()
export class AnswerFilter implements ExceptionFilter {
  private readonly logger = new HostLog();
  private readonly logged = new Set<string>();

  constructor(private readonly host: HttpAdapterHost) {}

  catch(exception: unknown, context: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const response = context.switchToHttp().getResponse<object>();
    if (!httpAdapter.isHeadersSent(response)) {
      // Repeated here, because a global guard of the host may refuse before our guards run.
      forbidStoring(httpAdapter, response);
      if (exception instanceof BusyError) httpAdapter.setHeader(response, 'Retry-After', `${MAX_WAIT_MS / 1_000}`);
    }
    if (exception instanceof StoreUnavailableError && !(exception instanceof StoreNotConfiguredError))
      this.report(exception);
    new BaseExceptionFilter(writingText(httpAdapter)).catch(httpErrorOf(exception), context);
  }

  /** The answer does not tell what an operator must do. */
  private report(error: StoreUnavailableError): void {
    const { name, message } = error;
    const needsOperator = error instanceof StoreMisconfiguredError;
    // Texts of outages hold times and addresses: one line tells of all of a kind.
    const cause = needsOperator ? message : name;
    if (this.logged.has(cause) || this.logged.size >= MOST_LOGGED) return;
    this.logged.add(cause);
    if (needsOperator) this.logger.error(`${message} Requests that need it get 503 (logged once).`);
    else
      this.logger.warn(
        `${message.replace(/[.\s]+$/, '')}. Readers get 503 until the store answers in time (logged once).`,
      );
  }
}

/** Store errors become 503 without details, or 404 with the remedy if no store is configured. */
function httpErrorOf(error: unknown): unknown {
  if (error instanceof StoreNotConfiguredError) return new NotFoundException(error.message);
  if (error instanceof StoreUnavailableError)
    return new ServiceUnavailableException('The activity history is unavailable. Try again later.');
  if (error instanceof BusyError)
    return new HttpException(`${error.message} Try again later.`, HttpStatus.TOO_MANY_REQUESTS);
  return error;
}

function writingText(adapter: AnswerAdapter): HttpServer {
  const methods: Pick<HttpServer, 'reply' | 'isHeadersSent' | 'end'> = {
    reply: (response: object, body: unknown, status?: number) => writeAnswer(adapter, response, body, status),
    isHeadersSent: (response: object) => adapter.isHeadersSent(response),
    end: (response: object) => void adapter.end(response),
  };
  return methods as HttpServer;
}
