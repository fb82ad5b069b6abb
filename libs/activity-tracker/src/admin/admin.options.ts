import { IsArray, IsInt, IsNotEmpty, IsString, Max, Min } from 'class-validator';

const PAGE_RULE = 'must be a whole number from 1 to 1,000';
const NAMES_RULE = 'must be an array of names, each a handler such as list or OrdersController.list';

/**
 * What administrators see.
 * @publicApi
 */
export class AdminOptions {
  /**
   * Records on a page of the list where the caller names no `limit`.
   * Seed: `DRF_ACTIVITY_TRACKER_DJANGO_ADMIN_LIMIT`.
   * @default 50
   */
  @IsInt({ message: PAGE_RULE })
  @Min(1, { message: PAGE_RULE })
  @Max(1_000, { message: PAGE_RULE })
  pageSize: number = 50;

  /**
   * Handlers that are offered to filter by: `name` or `Controller.name`; empty offers all that occur.
   * Seed: `DRF_ACTIVITY_TRACKER_URL_NAMES`.
   * @default []
   */
  @IsArray({ message: NAMES_RULE })
  @IsString({ each: true, message: NAMES_RULE })
  @IsNotEmpty({ each: true, message: NAMES_RULE })
  urlNames: string[] = [];
}
