import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  type ExceptionFilter,
  GatewayTimeoutException,
  type HttpException,
  ServiceUnavailableException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { QuerySyntaxError, StoreTimeoutError, StoreUnavailableError } from 'nestjs-activity-tracker';

/** Converts errors of the tracker: an invalid query, an unavailable or slow store. */
@Catch(QuerySyntaxError, StoreUnavailableError)
export class ActivityErrorsFilter implements ExceptionFilter {
  constructor(private readonly platform: HttpAdapterHost) {}

  catch(error: QuerySyntaxError | StoreUnavailableError, host: ArgumentsHost): void {
    const answer = answerTo(error);
    const response = host.switchToHttp().getResponse<unknown>();
    this.platform.httpAdapter.reply(response, answer.getResponse(), answer.getStatus());
  }
}

function answerTo(error: QuerySyntaxError | StoreUnavailableError): HttpException {
  if (error instanceof QuerySyntaxError) return new BadRequestException(error.message);
  if (error instanceof StoreTimeoutError) return new GatewayTimeoutException('Search a shorter time.');
  return new ServiceUnavailableException('The activity log cannot be read at the moment.');
}
