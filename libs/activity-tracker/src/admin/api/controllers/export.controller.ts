import { Controller, Get, Inject, Req, Res, type StreamableFile } from '@nestjs/common';
import { BOOLEAN, INTEGER, oneOf } from '../../../http/open-api/named-schema.js';
import { BUSY, OpenApiOperation, type OpenApiParameter } from '../../../http/open-api/operation.js';
import { Passes } from '../../../http/gates/passes.js';
import { Requires } from '../../../http/access/permission.js';
import { QUESTION_PARAMETERS } from '../question-parameters.js';
import { EXPORT_FORMATS } from '../../export/export-formats.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { EXPORTS } from '../passages.js';

const FILE_PARAMETERS: readonly OpenApiParameter[] = [
  { name: 'format', description: 'Format of the file.', required: true, schema: oneOf(EXPORT_FORMATS) },
  {
    name: 'bodies',
    description: 'Include headers and bodies. Default: whether the caller may read them.',
    schema: BOOLEAN,
  },
  { name: 'reason', description: 'Reason, 3 to 500 characters. Required if the query names a person.' },
  {
    name: 'limit',
    description: 'Maximum number of records: the newest, in HAR the oldest. Default: all.',
    schema: INTEGER,
  },
  {
    name: 'names',
    description:
      'Add the names of people to NDJSON and CSV: `user_label` and `actor_label`. Needs the right `view` too.',
    schema: BOOLEAN,
  },
  { name: 'bom', description: 'Begin CSV with a byte order mark.', schema: BOOLEAN },
];

@Controller()
@AdminApi()
@Passes(EXPORTS)
export class ExportController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  /** Without the right `bodies` the file omits them and a response header lists the omitted fields. */

  @Get('export')
  @Requires('export')
  @OpenApiOperation({
    id: 'exportActivityRecords',
    summary: 'Export the matching records as a file',
    answer: 'The file.',
    type: 'file',
    parameters: [...QUESTION_PARAMETERS, ...FILE_PARAMETERS],
    also: BUSY,
  })
  async export(@Req() request: AdminRequest, @Res() response: object): Promise<StreamableFile> {
    return (await this.answers.get()).export.export(request, response);
  }
}
