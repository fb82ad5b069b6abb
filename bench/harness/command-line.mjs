import { basename } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * The options of this command; one that it does not know, or that lacks its value, ends it with what it knows.
 * @template {import('node:util').ParseArgsConfig['options'] & {}} T
 * @param {T} options
 * @param {string[]} [args]
 */
export function commandLine(options, args = process.argv.slice(2)) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    const [what] = /** @type {Error} */ (error).message.split(/\.?(?:\s*\n|\. )/);
    return refuse(`${what}. Known are ${known.join(', ')}.`);
  }
}

/** @param {string} option @param {string} given @param {string[]} allowed */
export function oneOf(option, given, allowed) {
  const names = given.split(',').map((name) => name.trim());
  for (const name of names)
    if (!allowed.includes(name)) refuse(`--${option} ${name}: unknown. Known are ${allowed.join(', ')}.`);
  return names;
}

/** @param {string} option @param {string | undefined} given @param {number} least @param {number} most */
export function between(option, given, least, most) {
  const value = Number(given);
  if (!(value >= least && value <= most)) refuse(`--${option} ${given}: must be a number from ${least} to ${most}.`);
  return value;
}

/** @param {string} why @returns {never} */
function refuse(why) {
  process.stderr.write(`${basename(process.argv[1] ?? '')}: ${why}\n`);
  process.exit(2);
}
