import { ValidateIf, IsNotEmpty, IsString } from 'class-validator';

/** Option for the source of countries. @publicApi */
export class GeoOptions {
  /**
   * Path of an mmdb file (MaxMind, DB-IP, ip-location-db), read again after replacement; `false` turns countries off.
   * Default: the bundled IP to Country Lite by DB-IP (CC BY 4.0). `npx activity-tracker geo-update` replaces either
   * file. A missing or broken file, or one older than a year, is reported at boot, by `doctor` and in `GET /health`.
   */
  @ValidateIf((options: GeoOptions) => options.database !== undefined && options.database !== false)
  @IsString({ message: 'must be the path of an mmdb file, or false' })
  @IsNotEmpty({ message: 'must be the path of an mmdb file, or false' })
  database?: string | false;
}
