import { Injectable, NotFoundException } from '@nestjs/common';

export interface Ticket {
  id: number;
  subject: string;
  /** Id of a staff member, or name of a partner. */
  openedBy: number | string;
  status: 'open' | 'closed';
}

@Injectable()
export class Tickets {
  private readonly tickets: Ticket[] = [];

  open(subject: string, openedBy: Ticket['openedBy']): Ticket {
    const ticket: Ticket = { id: this.tickets.length + 1, subject, openedBy, status: 'open' };
    this.tickets.push(ticket);
    return ticket;
  }

  all(): Ticket[] {
    return this.tickets;
  }

  close(id: number): Ticket {
    const ticket = this.tickets[id - 1];
    if (!ticket) throw new NotFoundException(`There is no ticket ${id}.`);
    ticket.status = 'closed';
    return ticket;
  }
}
