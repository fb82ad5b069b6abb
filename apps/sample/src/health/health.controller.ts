import { Controller, Get } from '@nestjs/common';
import { SkipActivity } from 'nestjs-activity-tracker';

@Controller('health')
@SkipActivity()
export class HealthController {
  @Get()
  check(): { status: string } {
    return { status: 'ok' };
  }
}
