import { badParameter } from './bad-parameter.js';

/**
 * Parameters of a URL, each a string and each given once. Read from the URL and not from `request.query`, because what
 * that holds depends on the platform, its parser setting and the host's pipes.
 * @throws BadRequestException for one given twice, and for the `name[…]` forms that some parsers make objects of
 */
export function readQueryString(url: string): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(url.split('?').slice(1).join('?'))) {
    const bracket = name.indexOf('[');
    if (bracket >= 0) throw badParameter(name.slice(0, bracket) || name, 'must be one plain value, without brackets');
    if (parameters.has(name)) throw badParameter(name, 'must be given once');
    // Names of what every object has: class-validator does not refuse them as unknown.
    if (name in Object.prototype) throw badParameter(name, 'is not a parameter here');
    parameters.set(name, value);
  }
  return Object.fromEntries(parameters);
}
