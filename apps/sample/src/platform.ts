export type Platform = 'express' | 'fastify';

export function platformOf({ PLATFORM = 'express' }: NodeJS.ProcessEnv): Platform {
  if (PLATFORM === 'express' || PLATFORM === 'fastify') return PLATFORM;
  throw new Error(`PLATFORM is "${PLATFORM}": must be express or fastify. Leave it out for express.`);
}
