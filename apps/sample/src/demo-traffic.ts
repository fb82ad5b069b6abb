import { ShopClient } from './demo/shop-client.js';
import { planTraffic, type Session } from './demo/traffic-plan.js';

const SESSIONS_AT_ONCE = 8;

export interface TrafficOptions {
  requests: number;
  onProgress?: (done: number, total: number) => void;
}

/** The same each time, except for the order of responses. @throws TypeError if the shop cannot be reached */
export async function driveTraffic(baseUrl: string, { requests, onProgress }: TrafficOptions): Promise<void> {
  const sessions = planTraffic(requests);
  let done = 0;

  const play = async ({ account, steps }: Session): Promise<void> => {
    const shop = new ShopClient(baseUrl, account.email, account.password);
    for (const step of steps) {
      await step(shop);
      done++;
      onProgress?.(done, requests);
    }
  };
  const worker = async (): Promise<void> => {
    for (let session = sessions.shift(); session; session = sessions.shift()) await play(session);
  };
  await Promise.all(Array.from({ length: SESSIONS_AT_ONCE }, worker));
}
