import { IsInt, IsOptional, IsString, Min } from 'class-validator';
import { ReadAs } from './read-as.js';

/** Skipping costs the store as much as reading; a cursor avoids it. */
export const MAX_OFFSET = 10_000;

const LIMIT_RULE = 'must be a whole number, 1 or more';

/** Forms send empty parameters: treat them as absent. */
export const unlessBlank =
  (read: (text: string) => unknown) =>
  (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    return value === '' ? undefined : read(value);
  };
export const wholeNumber = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

export class PageQuery {
  @IsOptional()
  @ReadAs(unlessBlank(wholeNumber))
  @Min(1, { message: LIMIT_RULE })
  @IsInt({ message: LIMIT_RULE })
  limit?: number;

  @IsOptional()
  @IsString({ message: 'must be empty, or the cursor of a link' })
  cursor?: string;
}
