import { ValidateIf, IsNotEmpty, IsString } from 'class-validator';

/**
 * Where countries come from.
 * @publicApi
 */
export class GeoOptions {
  /**
   * Path of an mmdb file (MaxMind, DB-IP, ip-location-db …), read again when it is replaced; `false` turns countries off.
   * Default: IP to Country Lite by DB-IP (CC BY 4.0), which comes with this package. `npx activity-tracker geo-update` replaces either.
   * A missing or broken file, or one built more than a year ago, is reported at boot, by `doctor` and in `GET /health`.
   */
  @ValidateIf((options: GeoOptions) => options.database !== undefined && options.database !== false)
  @IsString({ message: 'must be the path of an mmdb file, or false' })
  @IsNotEmpty({ message: 'must be the path of an mmdb file, or false' })
  database?: string | false;
}
