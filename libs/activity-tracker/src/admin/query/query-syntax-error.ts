import { BadRequestException } from '@nestjs/common';

/** The part of a query text that an error is about, in UTF-16 code units. */
export interface Place {
  readonly position: number;
  readonly length: number;
}

/**
 * A query text that cannot be understood: 400, with the place and what to write instead.
 * @publicApi
 */
export class QuerySyntaxError extends BadRequestException {
  override readonly name = 'QuerySyntaxError';
  /** Where the wrong part begins, in UTF-16 code units. */
  readonly position: number;
  readonly length: number;

  constructor(
    /** What is wrong. */
    readonly problem: string,
    { position, length }: Place,
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
