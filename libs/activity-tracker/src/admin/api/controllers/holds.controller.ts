import { Controller, Delete, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { OpenApiOperation } from '../../../http/open-api/operation.js';
import { Requires } from '../../../http/access/permission.js';
import { type LegalHold } from '../../../storage/port/legal-holds.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { LEGAL_HOLD, LEGAL_HOLDS } from '../schemas/hold-schemas.js';

const USER = { name: 'user', description: 'User id of the person.' };
const REASON = { name: 'reason', description: 'Reason, 3 to 500 characters.', required: true };
const NO_HOLDS = { 501: 'The store keeps no legal holds.' };

/** Legal holds protect a person's records from erasure and retention. */
@Controller()
@AdminApi()
export class HoldsController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  @Get('holds')
  @Requires('erase')
  @OpenApiOperation({
    id: 'listActivityLegalHolds',
    summary: 'List the legal holds in force',
    answer: 'Holds, oldest first.',
    schema: LEGAL_HOLDS,
    parameters: [USER],
    also: NO_HOLDS,
  })
  async list(@Req() request: AdminRequest): Promise<{ holds: LegalHold[] }> {
    return (await this.answers.get()).holds.list(request);
  }

  /** Replaces an earlier hold on the same person. */
  @Post('holds')
  @Requires('erase')
  @HttpCode(200)
  @OpenApiOperation({
    id: 'placeActivityLegalHold',
    summary: 'Place a legal hold on a person',
    answer: 'The hold. Erasure and retention keep the records it covers.',
    schema: LEGAL_HOLD,
    parameters: [
      { ...USER, required: true },
      REASON,
      { name: 'until', description: 'Date or instant at which the hold ends. Default: until it is lifted.' },
    ],
    also: NO_HOLDS,
  })
  async place(@Req() request: AdminRequest): Promise<LegalHold> {
    return (await this.answers.get()).holds.place(request);
  }

  @Delete('holds')
  @Requires('erase')
  @OpenApiOperation({
    id: 'liftActivityLegalHold',
    summary: 'Lift a legal hold',
    answer: 'The hold that was lifted.',
    schema: LEGAL_HOLD,
    parameters: [{ ...USER, required: true }, REASON],
    also: { ...NO_HOLDS, 404: 'The person is not under a hold.' },
  })
  async lift(@Req() request: AdminRequest): Promise<LegalHold> {
    return (await this.answers.get()).holds.lift(request);
  }
}
