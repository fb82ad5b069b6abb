import { ValidateIf, IsNotEmpty, IsString } from 'class-validator';

/**
 * Where countries come from.
 * @publicApi
 */
export class GeoOptions {
  /**
   * Path of an mmdb file (MaxMind, DB-IP, ip-location-db …), read again when it is replaced; `false` turns countries off.
   * Without it, the CC0 database of the package `@ip-location-db/geo-whois-asn-country-mmdb` is used.
   * A file that is missing or broken, or was built more than 180 days ago, is warned of at boot and in `GET /health`.
   */
  @ValidateIf((options: GeoOptions) => options.database !== undefined && options.database !== false)
  @IsString({ message: 'must be the path of an mmdb file, or false' })
  @IsNotEmpty({ message: 'must be the path of an mmdb file, or false' })
  database?: string | false;
}
