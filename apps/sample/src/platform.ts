export type Platform = 'express' | 'fastify';

/** `PLATFORM` of the environment. @throws Error that names what may stand there */
export function platformOf({ PLATFORM = 'express' }: NodeJS.ProcessEnv): Platform {
  if (PLATFORM === 'express' || PLATFORM === 'fastify') return PLATFORM;
  throw new Error(`PLATFORM is "${PLATFORM}": must be express or fastify. Leave it out for express.`);
}
