import { spawn } from 'node:child_process';
import { once } from 'node:events';

const DEADLINE_MS = 180_000;
/** Where npm finds packages; its other settings are about the command by which `npm test` was started. */
const NPM_SETTINGS =
  /^npm_config_(registry|cache|userconfig|globalconfig|https?_proxy|proxy|noproxy|ca|cafile|strict_ssl)$/i;

const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || NPM_SETTINGS.test(name)),
);

/** @param {string} command @param {string[]} args @param {string} cwd @throws {Error} with its output, if it fails */
export async function run(command, args, cwd) {
  const child = spawn(command, args, {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (complaints += data));
  const [code, signal] = await once(child, 'close');
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} (in ${cwd}) ended with ${code ?? signal}:\n${output}${complaints}`);
  return output;
}
