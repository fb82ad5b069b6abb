import type { INestApplication } from '@nestjs/common';
import { type Mode, peer } from '../mode.js';

interface ApitallyForNest {
  useApitally(app: INestApplication, config: object): Promise<void>;
}

/** Request log with headers and bodies; `APITALLY_HUB_BASE_URL` points at a sink of the harness. Drops under load. */
export async function apitally(): Promise<Mode> {
  const { useApitally } = await peer<ApitallyForNest>('apitally/nestjs');
  return {
    configure: (app) =>
      useApitally(app, {
        clientId: '00000000-0000-4000-8000-000000000000',
        env: 'bench',
        requestLogging: {
          enabled: true,
          logRequestHeaders: true,
          logRequestBody: true,
          logResponseHeaders: true,
          logResponseBody: true,
        },
      }),
  };
}
