import { BadRequestException } from '@nestjs/common';
import { SharedClass } from '../../../package/shared-class.js';

/** The part of a query text that an error is about, in UTF-16 code units. */
export interface TextSpan {
  readonly position: number;
  readonly length: number;
}

/**
 * A query text that cannot be understood: 400, with the place and what to write instead.
 * @publicApi
 */
@SharedClass('QuerySyntaxError')
export class QuerySyntaxError extends BadRequestException {
  override readonly name = 'QuerySyntaxError';
  /** Where the wrong part begins, in UTF-16 code units. */
  readonly position: number;
  /** Length of the wrong part, in UTF-16 code units. */
  readonly length: number;

  constructor(
    /** What is wrong. */
    readonly problem: string,
    { position, length }: { position: number; length: number },
    /** What to write instead. */
    readonly remedy: string,
  ) {
    super({
      statusCode: 400,
      error: 'Bad Request',
      message: [`q, at character ${position + 1}: ${problem}. ${remedy}`],
      position,
      length,
      remedy,
    });
    this.message = `${problem}. ${remedy}`;
    this.position = position;
    this.length = length;
  }
}
