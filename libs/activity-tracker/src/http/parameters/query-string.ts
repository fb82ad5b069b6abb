import { badParameter } from './bad-parameter.js';

/**
 * Read from the URL: `request.query` depends on the platform, its parser and pipes.
 * @throws BadRequestException for a repeated parameter, and for `name[…]`
 */
export function readQueryString(url: string): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(url.split('?').slice(1).join('?'))) {
    const bracket = name.indexOf('[');
    if (bracket >= 0) throw badParameter(name.slice(0, bracket) || name, 'must be one plain value, without brackets');
    if (parameters.has(name)) throw badParameter(name, 'must be given once');
    // class-validator does not reject names of Object.prototype as unknown.
    if (name in Object.prototype) throw badParameter(name, 'is not a parameter here');
    parameters.set(name, value);
  }
  return Object.fromEntries(parameters);
}
