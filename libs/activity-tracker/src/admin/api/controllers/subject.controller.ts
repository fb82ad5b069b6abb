import { Controller, Delete, Get, Inject, Param, Req, Res, type StreamableFile } from '@nestjs/common';
import { BOOLEAN, oneOf } from '../../../http/open-api/named-schema.js';
import { BUSY, OpenApiOperation, type OpenApiParameter } from '../../../http/open-api/operation.js';
import { Passes } from '../../../http/gates/passes.js';
import { Requires } from '../../../http/access/permission.js';
import { ERASURE_MODES, type ErasureResult } from '../../erasure/erasure.types.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { EXPORTS } from '../passages.js';
import { ERASURE } from '../schemas/erasure-schemas.js';
import { ID_OF_A_PERSON } from '../question-parameters.js';

const ERASE_PARAMETERS: readonly OpenApiParameter[] = [
  {
    name: 'mode',
    description: 'Delete the records, or keep them under a random name.',
    required: true,
    schema: oneOf(ERASURE_MODES),
  },
  { name: 'dry_run', description: 'Change nothing. Default: true.', schema: BOOLEAN },
  { name: 'also', description: 'Further texts that identify the person, separated by commas.' },
  {
    name: 'confirm',
    description: 'Texts of also that are the person’s although others used them before, or more than ten people did.',
  },
  { name: 'except', description: 'Texts that do not identify the person, separated by commas.' },
  {
    name: 'emails_from',
    description: 'Source of the e-mail addresses of the person.',
    schema: oneOf(['records', 'token']),
  },
  {
    name: 'token',
    description: 'With dry_run=false: token of a dry run with the same parameters, at most 15 minutes old.',
  },
  { name: 'reason', description: 'With dry_run=false: reason, 3 to 500 characters.' },
];

@Controller()
@AdminApi()
@Passes(EXPORTS)
export class SubjectController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  @Get('users/:id/data')
  @Requires('export', 'bodies')
  @OpenApiOperation({
    id: 'exportActivityOfPerson',
    summary: 'Export the records of a person',
    answer: 'One record per line.',
    type: 'ndjson',
    parameters: [ID_OF_A_PERSON, { name: 'reason', description: 'Reason, 3 to 500 characters.' }],
    also: BUSY,
  })
  async data(@Req() request: AdminRequest, @Res() response: object, @Param('id') id: string): Promise<StreamableFile> {
    return (await this.answers.get()).subject.data(request, response, id);
  }

  /** A dry run unless `dry_run=false` is set. */
  @Delete('users/:id/data')
  @Requires('erase')
  @OpenApiOperation({
    id: 'eraseActivityOfPerson',
    summary: 'Erase a person, by default as a dry run',
    answer: 'The records erased, or to be erased.',
    schema: ERASURE,
    parameters: [ID_OF_A_PERSON, ...ERASE_PARAMETERS],
    also: {
      ...BUSY,
      409: 'The person is under a legal hold, or the token is not that of the dry run.',
      501: 'The store cannot erase.',
    },
  })
  async erase(@Req() request: AdminRequest, @Res() response: object, @Param('id') id: string): Promise<ErasureResult> {
    return (await this.answers.get()).subject.erase(request, response, id);
  }
}
