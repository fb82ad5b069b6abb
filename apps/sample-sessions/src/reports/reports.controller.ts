import { Body, Controller, Get, Param, ParseIntPipe, Post, Query, UseFilters, UseGuards } from '@nestjs/common';
import { IsNotEmpty, IsString } from 'class-validator';
import {
  ACTIVITY_GAP,
  ACTIVITY_REMOVED,
  ACTIVITY_STARTED,
  ACTIVITY_STOPPED,
  type ActivityLog,
  ActivityTrackerService,
  formatQuery,
  HistoryGuard,
  parseQuery,
  RequireActivityPermission,
} from 'nestjs-activity-tracker';
import { ACTIVITY_PERMISSIONS } from '../staff/staff.js';
import { ActivityErrorsFilter } from './activity-errors.filter.js';
import { type SentField, sentFields } from './sent-fields.js';

class SearchDto {
  @IsString()
  @IsNotEmpty()
  q!: string;
}

interface Line {
  at: Date;
  who: ActivityLog['user_id'];
  what: string | null;
  status: number | null;
}

/** Reports over the activity log, behind the guard of the tracker. */
@Controller('reports')
@UseGuards(HistoryGuard)
@RequireActivityPermission(ACTIVITY_PERMISSIONS.view)
@UseFilters(ActivityErrorsFilter)
export class ReportsController {
  private readonly searches = new Set<string>();

  constructor(private readonly tracker: ActivityTrackerService) {}

  @Get('search')
  async search(@Query() { q }: SearchDto): Promise<Line[]> {
    // Include buffered records.
    await this.tracker.flush();
    const { results } = await this.tracker.query(q, { limit: 20 });
    return results.map(lineOf);
  }

  /** Saves a query in canonical form. */
  @Post('searches')
  keep(@Body() { q }: SearchDto): string[] {
    this.searches.add(formatQuery(parseQuery(q)));
    return [...this.searches];
  }

  @Get('staff/:id')
  async ofStaff(@Param('id', ParseIntPipe) id: number): Promise<(string | null)[]> {
    const { results } = await this.tracker.userHistory(id, { limit: 20 });
    return results.map(({ event_name }) => event_name);
  }

  @Get('sign-ins')
  async signIns(): Promise<{ latest: unknown[]; refused: number }> {
    const { results } = await this.tracker.adminHistory({ url_name: 'SessionsController.signIn', limit: 5 });
    const refused = await this.tracker.count({ namespace: 'SessionsController', status_code: 401 });
    return { latest: results.map(({ user_id }) => user_id), refused };
  }

  @Get('gaps')
  gaps(): Promise<ActivityLog[]> {
    return this.tracker.find({ event_name: ACTIVITY_GAP }, { limit: 20 });
  }

  /** Starts and ends of processes, and removals: lists of activity leave them out. */
  @Get('processes')
  processes(): Promise<ActivityLog[]> {
    const names = [ACTIVITY_STARTED, ACTIVITY_STOPPED, ACTIVITY_REMOVED];
    return this.tracker.find({ event_name: { $in: names } }, { limit: 20 });
  }

  @Get('ticket-fields')
  @RequireActivityPermission(ACTIVITY_PERMISSIONS.bodies)
  async ticketFields(): Promise<SentField[]> {
    const [latest] = await this.tracker.find({ namespace: 'TicketsController', url_name: 'open' }, { limit: 1 });
    return sentFields(latest?.body);
  }
}

function lineOf({ created_time, user_id, event_name, url_name, status_code }: ActivityLog): Line {
  return { at: created_time, who: user_id, what: event_name ?? url_name, status: status_code };
}
