import {
  BadRequestException,
  ConflictException,
  ForbiddenException,
  NotImplementedException,
  type StreamableFile,
} from '@nestjs/common';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import { callerOf } from '../../../http/access/caller.js';
import type { Permissions } from '../../../http/access/permissions.js';
import { readQueryString } from '../../../http/parameters/query-string.js';
import type { ActivityRight } from '../../../http/access/rights.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import type { AdminOptions } from '../../admin.options.js';
import { ERASURE_MODES, type ErasureResult } from '../../erasure/erasure.types.js';
import {
  DryRunTokenError,
  ErasureHeldError,
  ErasureNotSupportedError,
  SelfErasureError,
} from '../../erasure/erasure-errors.js';
import type { ErasureParameters, ErasureRequests } from '../../erasure/erasure-requests.service.js';
import { shortened } from '../../erasure/person/shortened.js';
import type { SubjectDataService } from '../../erasure/subject-data.service.js';
import type { StreamEnd } from '../../stream-end.js';
import type { AdminRequest } from '../admin-api.js';
import { closedSignal } from '../closed-signal.js';
import { flagOf, onlyKnown } from '../question.js';
import { reasonOf } from '../reason.js';
import { streamedFile } from '../streamed-file.js';

export class SubjectAnswers {
  constructor(
    private readonly subjects: SubjectDataService,
    private readonly requests: ErasureRequests,
    private readonly audit: AuditTrail,
    private readonly options: AdminOptions,
    private readonly permissions: Permissions,
    private readonly end: StreamEnd,
  ) {}

  async data(request: AdminRequest, response: object, id: string): Promise<StreamableFile> {
    const parameters = readQueryString(request.originalUrl);
    onlyKnown(parameters, 'reason');
    const reason = reasonOf(parameters.reason, this.options.requireReason);
    const entry = await this.audit.write(request, { action: 'subject_access', subject: id, reason });
    const { content, contentType, extension } = this.subjects.export(id, {
      ended: (outcome) => this.audit.end(entry, outcome),
      signal: closedSignal(response),
      closing: this.end.signalFor(response),
    });
    return streamedFile({ content, contentType, name: `subject-data.${extension}` });
  }

  async erase(request: AdminRequest, response: object, id: string): Promise<ErasureResult> {
    const parameters = readQueryString(request.originalUrl);
    onlyKnown(parameters, 'mode', 'dry_run', 'also', 'confirm', 'except', 'emails_from', 'token', 'reason');
    const asked = erasureOf(parameters);
    const isDryRun = flagOf('dry_run', parameters.dry_run, true);
    const reason = reasonOf(parameters.reason, this.options.requireReason && !isDryRun);
    const token = isDryRun ? undefined : tokenOf(parameters.token);
    const entry = await this.audit.write(request, {
      action: 'erase',
      // Store only the number of texts: they are personal data.
      parameters: {
        mode: asked.mode,
        dry_run: String(isDryRun),
        emails_from: asked.emailsFrom,
        also: String(asked.also.length),
        except: String(asked.except.length),
        ...(asked.confirm.length > 0 && { confirm: String(asked.confirm.length) }),
      },
      subject: id,
      reason,
    });
    const by = callerOf(request);
    try {
      const result =
        token === undefined
          ? await this.requests.dryRun(by, id, { ...asked, signal: closedSignal(response) })
          : // A started erasure is not aborted.
            await this.requests.carryOut(by, id, { ...asked, token });
      const { records, mentions, held } = result;
      // Omit the random name: together with the subject's pseudonym it would identify the remaining records.
      await this.audit.end(entry, { records, complete: true, outcome: { mentions, held } });
      return await this.asReadable(request, result);
    } catch (error) {
      await this.audit.end(entry, { records: 0, complete: false, outcome: { refused: refusalOf(error) } });
      throw answerTo(error);
    }
  }

  /** The right `erase` reveals no data of others: e-mail addresses come from headers and bodies, client addresses from lists. */
  private async asReadable(
    request: AdminRequest,
    { emails, addresses, ...result }: ErasureResult,
  ): Promise<ErasureResult> {
    const readable = async (found: string[], right: ActivityRight) =>
      found.length === 0 || (await this.permissions.allows(request, right))
        ? found
        : [...new Set(found.map(shortened))];
    return {
      ...result,
      ...(emails && { emails: await readable(emails, 'bodies') }),
      ...(addresses && { addresses: await readable(addresses, 'view') }),
    };
  }
}

function erasureOf({
  mode,
  also,
  confirm,
  except,
  emails_from: emailsFrom = 'records',
}: Record<string, string>): Required<ErasureParameters> {
  const chosen = ERASURE_MODES.find((known) => known === mode);
  if (!chosen) throw badParameter('mode', `must be ${ERASURE_MODES.join(' or ')}`, mode);
  if (emailsFrom !== 'records' && emailsFrom !== 'token')
    throw badParameter('emails_from', 'must be records or token', emailsFrom);
  return { mode: chosen, also: listOf(also), confirm: listOf(confirm), except: listOf(except), emailsFrom };
}

function tokenOf(token = ''): string {
  if (token !== '') return token;
  throw badParameter('token', 'must be the token of a dry run with the same parameters: run that first');
}

/** Cause for the audit trail. The message would contain the person's texts. */
function refusalOf(error: unknown): string {
  if (error instanceof TypeError || error instanceof RangeError) return 'ParameterError';
  return error instanceof Error ? error.name : 'Error';
}

function answerTo(error: unknown): unknown {
  if (error instanceof ErasureNotSupportedError) return new NotImplementedException(error.message);
  if (error instanceof SelfErasureError) return new ForbiddenException(error.message);
  if (error instanceof DryRunTokenError) return new ConflictException(error.message);
  if (error instanceof ErasureHeldError) {
    const { message, hold } = error;
    return new ConflictException({ statusCode: 409, error: 'Conflict', message, hold });
  }
  if (error instanceof TypeError || error instanceof RangeError) return new BadRequestException([error.message]);
  return error;
}

const listOf = (text = ''): string[] => text.split(',').filter((value) => value !== '');
