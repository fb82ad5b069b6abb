import { missingPeer } from './optional-peer.js';

/** @param user option or command that needs it @throws Error with the command to install the package */
export async function jwtPackage(user = 'The option jwt') {
  try {
    return await import('@nestjs/jwt');
  } catch (error) {
    throw missingPeer(error, '@nestjs/jwt', user);
  }
}

/** @throws Error with the command to install the package */
export async function eventEmitterPackage() {
  try {
    return await import('@nestjs/event-emitter');
  } catch (error) {
    throw missingPeer(error, '@nestjs/event-emitter', 'The option signal: true');
  }
}

/** `undefined` if not installed: the application then has no ScheduleModule to run the flush. */
export async function schedulePackage() {
  try {
    // A plain object: @nestjs/graphql looks at the constructor of every provider, and a module namespace has none.
    return { ...(await import('@nestjs/schedule')) };
  } catch (error) {
    if (missingPeer(error, '@nestjs/schedule', '') === error) throw error;
    return undefined;
  }
}
