export type Platform = 'express' | 'fastify';

/** Reads `PLATFORM` from the environment. @throws Error with the allowed values */
export function platformOf({ PLATFORM = 'express' }: NodeJS.ProcessEnv): Platform {
  if (PLATFORM === 'express' || PLATFORM === 'fastify') return PLATFORM;
  throw new Error(`PLATFORM is "${PLATFORM}": must be express or fastify. Leave it out for express.`);
}
