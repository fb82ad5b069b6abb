import { IsInt, IsOptional, IsString, Min } from 'class-validator';
import { ReadAs } from './read-as.js';

/** Skipping costs the store as much as reading; from here on a cursor does it for nothing. */
export const MAX_OFFSET = 10_000;

const LIMIT_RULE = 'must be a whole number, 1 or more';

/** An empty parameter, as forms send them, is one not given. */
export const unlessBlank =
  (read: (text: string) => unknown) =>
  (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    return value === '' ? undefined : read(value);
  };
export const wholeNumber = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

/** Which page. Each value may be the text of a query string or the value itself. */
export class PageQuery {
  /** Records on a page; above the maximum it is taken as that. */
  @IsOptional()
  @ReadAs(unlessBlank(wholeNumber))
  @Min(1, { message: LIMIT_RULE })
  @IsInt({ message: LIMIT_RULE })
  limit?: number;

  /** Empty: the first page in cursor paging. Else where a page of it ended. */
  @IsOptional()
  @IsString({ message: 'must be empty, or the cursor of a link' })
  cursor?: string;
}
