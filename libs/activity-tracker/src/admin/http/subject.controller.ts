import {
  BadRequestException,
  Controller,
  Delete,
  Get,
  Inject,
  NotImplementedException,
  Param,
  Req,
  Res,
  type StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { badParameter } from '../../history/bad-parameter.js';
import { BUSY, Described, type DescribedParameter } from '../../history/described.js';
import { Requires } from '../../history/permission.js';
import { readQueryString } from '../../history/query-string.js';
import { StoreUnavailableInterceptor } from '../../history/store-unavailable.interceptor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { ErasureResult } from '../erasure/erasure.types.js';
import { ErasureNotSupportedError, SubjectDataService } from '../erasure/subject-data.service.js';
import { AdminApi, type AdminRequest } from './admin-api.js';
import { closedSignal } from './closed-signal.js';
import { ExportGateInterceptor } from './export-gate.interceptor.js';
import { flagOf, onlyKnown } from './question.js';
import { streamedFile } from './streamed-file.js';

const MODES = ['delete', 'pseudonym'] as const;

const ERASE_PARAMETERS: readonly DescribedParameter[] = [
  { name: 'mode', description: 'What becomes of the records.', required: true, enum: MODES },
  { name: 'dry_run', description: 'true, the default, changes nothing.', enum: ['true', 'false'] },
  { name: 'also', description: 'Further texts that are the person, commas between them.' },
  { name: 'except', description: 'Texts that are not the person, commas between them.' },
  { name: 'emails_from', description: 'Where e-mail addresses are learnt from.', enum: ['records', 'token'] },
];

/** Everything about one person: to give it to them, or to be rid of it. */
@Controller()
@AdminApi()
@UseInterceptors(ExportGateInterceptor, StoreUnavailableInterceptor)
export class SubjectController {
  constructor(
    @Inject(SubjectDataService) private readonly subjects: SubjectDataService,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
  ) {}

  @Get('users/:id/data')
  @Requires('export', 'bodies')
  @Described({ summary: 'Everything about a person', answer: 'A record in each line.', type: 'ndjson', also: BUSY })
  async data(
    @Req() request: AdminRequest,
    @Res({ passthrough: true }) response: object,
    @Param('id') id: string,
  ): Promise<StreamableFile> {
    onlyKnown(readQueryString(request.originalUrl));
    const entry = await this.audit.write(request, { action: 'subject_access', subject: id });
    const { content, contentType, extension } = this.subjects.export(id, {
      ended: (outcome) => this.audit.end(entry, outcome),
      signal: closedSignal(response),
    });
    return streamedFile({ content, contentType, name: `subject-data.${extension}` });
  }

  /** Counts, and changes nothing, unless `dry_run=false` is given. */
  @Delete('users/:id/data')
  @Requires('erase')
  @Described({
    summary: 'Erase a person, or say what that would do',
    answer: 'What was done, or would be.',
    query: ERASE_PARAMETERS,
    also: { ...BUSY, 501: 'The store cannot erase.' },
  })
  async erase(
    @Req() request: AdminRequest,
    @Res({ passthrough: true }) response: object,
    @Param('id') id: string,
  ): Promise<ErasureResult> {
    const parameters = readQueryString(request.originalUrl);
    onlyKnown(parameters, 'mode', 'dry_run', 'also', 'except', 'emails_from');
    const { mode, emails_from: emailsFrom = 'records' } = parameters;
    const dryRun = flagOf('dry_run', parameters.dry_run, true);
    const chosen = MODES.find((known) => known === mode);
    if (!chosen) throw badParameter('mode', `must be ${MODES.join(' or ')}`, mode);
    if (emailsFrom !== 'records' && emailsFrom !== 'token')
      throw badParameter('emails_from', 'must be records or token', emailsFrom);
    const also = listOf(parameters.also);
    const except = listOf(parameters.except);
    const entry = await this.audit.write(request, {
      action: 'erase',
      // Of the texts only how many: they are the person's.
      parameters: { mode: chosen, dry_run: String(dryRun), emails_from: emailsFrom, also: String(also.length) },
      subject: id,
    });
    try {
      const result = await this.subjects.erase(id, {
        mode: chosen,
        dryRun,
        also,
        except,
        emailsFrom,
        // An erasure that began goes on.
        ...(dryRun && { signal: closedSignal(response) }),
      });
      const { records, mentions, pseudonym } = result;
      await this.audit.end(entry, { records, complete: true, outcome: { mentions, ...(pseudonym && { pseudonym }) } });
      if (!dryRun) await this.audit.forgetSubject(id);
      return result;
    } catch (error) {
      await this.audit.end(entry, { records: 0, complete: false });
      if (error instanceof ErasureNotSupportedError) throw new NotImplementedException(error.message);
      if (error instanceof TypeError || error instanceof RangeError) throw new BadRequestException([error.message]);
      throw error;
    }
  }
}

/** Commas stand between values. */
const listOf = (text = ''): string[] => text.split(',').filter((value) => value !== '');
