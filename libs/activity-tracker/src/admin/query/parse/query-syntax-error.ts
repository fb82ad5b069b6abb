import { BadRequestException } from '@nestjs/common';
import { SharedClass } from '../../../package/shared-class.js';
import type { QueryProblemCode } from './query-problem.js';

/** The part of a query text that an error concerns, in UTF-16 code units. */
export interface TextSpan {
  readonly position: number;
  readonly length: number;
}

/** An invalid query text, reported as 400 with the position and the remedy. @publicApi */
@SharedClass('QuerySyntaxError')
export class QuerySyntaxError extends BadRequestException {
  override readonly name = 'QuerySyntaxError';
  /** Start of the invalid part, in UTF-16 code units. */
  readonly position: number;
  /** Length of the invalid part, in UTF-16 code units. */
  readonly length: number;
  /** Kind of the problem. */
  readonly code: QueryProblemCode;
  /** Parameters of the problem, such as the field and its value. */
  readonly values: Readonly<Record<string, string | number>>;

  constructor(
    /** The problem. */
    readonly problem: string,
    { position, length }: { position: number; length: number },
    /** The remedy. */
    readonly remedy: string,
    { code, values = {} }: { code: QueryProblemCode; values?: Readonly<Record<string, string | number>> },
  ) {
    super({
      statusCode: 400,
      error: 'Bad Request',
      message: [`q, at character ${position + 1}: ${problem}. ${remedy}`],
      position,
      length,
      remedy,
      code,
      values,
    });
    this.message = `${problem}. ${remedy}`;
    this.position = position;
    this.length = length;
    this.code = code;
    this.values = values;
  }
}
