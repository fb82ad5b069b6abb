const DEFAULT_PORT = '3000';

export function portOf({ PORT = DEFAULT_PORT }: NodeJS.ProcessEnv): number {
  const port = /^\d{1,5}$/.test(PORT) ? Number(PORT) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Error(`PORT is "${PORT}": must be a whole number from 0 to 65535. Leave it out for ${DEFAULT_PORT}.`);
}
