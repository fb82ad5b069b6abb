import { countryCode } from '../query/parse/country-name.js';
import { COUNTRY_CENTROIDS, type Place } from './country-centroids.js';

const EARTH_RADIUS_KM = 6_371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Kilometers between the middles of two countries, by their English names; `undefined` if one is not known. */
export function countryDistance(one: string, other: string): number | undefined {
  const [from, to] = [one, other].map((name) => COUNTRY_CENTROIDS.get(countryCode(name) ?? ''));
  return from && to ? Math.round(kilometers(from, to)) : undefined;
}

/** By the haversine formula. */
function kilometers(from: Place, to: Place): number {
  const [a, b] = [radians(from.latitude), radians(to.latitude)];
  const square =
    Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(square)));
}
