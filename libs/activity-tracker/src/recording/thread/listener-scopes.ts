import { AsyncResource } from 'node:async_hooks';

const MOST_TICKETS = 2 ** 31 - 1;

/** Async contexts of requests whose records listeners wait for, by the ticket of the frame. */
export class ListenerScopes {
  private readonly scopes = new Map<number, AsyncResource>();
  private ticket = 0;

  nextTicket(): number {
    return (this.ticket = (this.ticket % MOST_TICKETS) + 1);
  }

  keep(ticket: number): void {
    this.scopes.set(ticket, new AsyncResource('ActivityRecord', { requireManualDestroy: true }));
  }

  take(ticket: number): AsyncResource | undefined {
    const scope = this.scopes.get(ticket);
    this.scopes.delete(ticket);
    return scope;
  }
}
