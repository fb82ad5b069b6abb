import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { BUSY, OpenApiOperation } from '../../../http/open-api/operation.js';
import { Passes } from '../../../http/gates/passes.js';
import type { PersonSecurity } from '../../security/security.service.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { QUERIES } from '../passages.js';
import { ID_OF_A_PERSON, QUESTION_OF_A_PERSON } from '../question-parameters.js';
import { PERSON_SECURITY } from '../schemas/security-schemas.js';

@Controller()
@AdminApi()
@Passes(QUERIES)
export class SecurityController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  @Get('users/:id/security')
  @OpenApiOperation({
    id: 'getActivitySecurity',
    summary: 'Get the anomalies of a person',
    answer: 'Anomalies; countries, networks and devices with their first call. Needs admin.anomalies.',
    schema: PERSON_SECURITY,
    parameters: [ID_OF_A_PERSON, ...QUESTION_OF_A_PERSON],
    also: { ...BUSY, 404: 'admin.anomalies is false.' },
  })
  async security(
    @Req() request: AdminRequest,
    @Res() _response: object,
    @Param('id') id: string,
  ): Promise<PersonSecurity> {
    return (await this.answers.get()).security.person(request, id);
  }
}
