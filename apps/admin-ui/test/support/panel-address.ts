import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PanelServer } from './panel-server';

/** Below a path, as behind a proxy. */
export const BASE = '/shop/api/activity-logs/admin/';

/** One origin for one server after the other: a browser keeps an origin's files and process, and loads a page of it in two thirds of the time. */
export class PanelAddress {
  private current: PanelServer | undefined;
  private readonly listener = createServer((request, response) => void this.current?.handle(request, response));

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.listener.listen(0, '127.0.0.1', resolve));
  }

  serve(server: PanelServer): string {
    this.listener.closeAllConnections();
    this.current = server;
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}${BASE}`;
  }

  async stop(): Promise<void> {
    this.listener.closeAllConnections();
    await new Promise((resolve) => this.listener.close(resolve));
  }
}
