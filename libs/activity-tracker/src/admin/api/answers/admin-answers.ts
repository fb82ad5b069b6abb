import type { HttpAdapterHost } from '@nestjs/core';
import type { HistoryGuard } from '../../../http/access/history.guard.js';
import type { Permissions } from '../../../http/access/permissions.js';
import type { ActivityStore } from '../../../storage/port/activity-store.js';
import type { RecordMask } from '../../../storage/record-mask.js';
import type { RetentionRule } from '../../../storage/retention-rule.js';
import type { HostStatus } from '../../host-status.js';
import type { AdminOptions } from '../../admin.options.js';
import { AuditReader } from '../../audit/audit-reader.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import type { ErasureHooks } from '../../erasure/erasure.types.js';
import { ErasureRequests } from '../../erasure/erasure-requests.service.js';
import { SubjectDataService } from '../../erasure/subject-data.service.js';
import type { AnswerContext } from '../question.js';
import { ExportService } from '../../export/export.service.js';
import { ErrorGroupsService } from '../../errors/error-groups.service.js';
import { LiveTail } from '../../live/live-tail.js';
import { ObjectHistoryService } from '../../records/object-history.service.js';
import { LIST_FIELDS, RecordsService } from '../../records/records.service.js';
import { RelatedService } from '../../records/related.service.js';
import { SecurityService } from '../../security/security.service.js';
import { maintainedStatisticsOf } from '../../statistics/maintained-statistics.js';
import { OverviewService } from '../../statistics/overview.service.js';
import { PeopleService } from '../../statistics/people.service.js';
import { RoutesService } from '../../statistics/routes.service.js';
import { SessionsService } from '../../statistics/sessions.service.js';
import { TimelineService } from '../../statistics/timeline.service.js';
import type { StreamEnd } from '../../stream-end.js';
import { AuditAnswers } from './audit.answers.js';
import { ErrorsAnswers } from './errors.answers.js';
import { ExportAnswers } from './export.answers.js';
import { HoldsAnswers } from './holds.answers.js';
import { LiveAnswers } from './live.answers.js';
import { ObjectsAnswers } from './objects.answers.js';
import { RecordsAnswers } from './records.answers.js';
import { RetentionAnswers } from './retention.answers.js';
import { SecurityAnswers } from './security.answers.js';
import { StatisticsAnswers } from './statistics.answers.js';
import { SubjectAnswers } from './subject.answers.js';
import { ViewsAnswers } from './views.answers.js';

export interface AnswerNeeds {
  store: ActivityStore;
  /** The same store without expired records. */
  visible: ActivityStore;
  /** Applied to what is read from {@link store} for a reader. */
  mask: RecordMask;
  options: AdminOptions;
  /** How queries are read. */
  context: AnswerContext;
  retention: readonly RetentionRule[];
  status: HostStatus;
  audit: AuditTrail;
  permissions: Permissions;
  guard: HistoryGuard;
  end: StreamEnd;
  host: HttpAdapterHost;
}

/** Loaded only through {@link lateAnswers}. */
export class AdminAnswers {
  readonly context: AnswerContext;
  readonly recordsService: RecordsService;
  readonly records: RecordsAnswers;
  readonly export: ExportAnswers;
  readonly live: LiveAnswers;
  readonly audit: AuditAnswers;
  readonly subject: SubjectAnswers;
  readonly holds: HoldsAnswers;
  readonly views: ViewsAnswers;
  readonly statistics: StatisticsAnswers;
  readonly retention: RetentionAnswers;
  readonly objects: ObjectsAnswers;
  readonly errors: ErrorsAnswers;
  readonly security: SecurityAnswers;

  constructor(needs: AnswerNeeds) {
    const { store, visible, options, context, audit, permissions, end, host } = needs;
    this.context = context;
    const records = (this.recordsService = new RecordsService(visible, options));
    const exporter = new ExportService();
    const subjects = subjectsOf(needs, exporter);
    this.records = new RecordsAnswers(records, new RelatedService(visible), context, audit, permissions);
    this.export = new ExportAnswers(exporter, records, audit, options, context, permissions, host, end);
    this.live = new LiveAnswers(new LiveTail(visible, LIST_FIELDS), end, needs.guard, options, context, audit, host);
    this.audit = new AuditAnswers(new AuditReader(store), audit);
    const requests = new ErasureRequests(store, subjects, audit);
    this.subject = new SubjectAnswers(subjects, requests, audit, options, permissions, end);
    this.holds = new HoldsAnswers(store, audit, options);
    this.views = new ViewsAnswers(store, audit);
    this.objects = new ObjectsAnswers(new ObjectHistoryService(records), context.names, audit, permissions);
    this.errors = new ErrorsAnswers(new ErrorGroupsService(visible), context, permissions, audit);
    this.security = new SecurityAnswers(new SecurityService(visible), options, needs.status, context, audit);
    this.retention = new RetentionAnswers(store, needs.retention, context, audit);
    this.statistics = new StatisticsAnswers(
      visible,
      records,
      new TimelineService(visible),
      new RoutesService(visible),
      new PeopleService(visible),
      new SessionsService(visible),
      new OverviewService(visible),
      needs.status,
      context,
      permissions,
      audit,
    );
  }
}

function subjectsOf(
  { store, mask, status: { flush }, context: { payloadKeys } }: AnswerNeeds,
  exporter: ExportService,
): SubjectDataService {
  return new SubjectDataService(store, exporter, {
    flush,
    mask,
    payloadKeys: [...payloadKeys],
    ...recounting(store),
  });
}

/** Keeps roll-ups consistent with an erasure. */
function recounting(store: ActivityStore): ErasureHooks {
  const statistics = maintainedStatisticsOf(store);
  if (!statistics) return {};
  return {
    invalidate: (span) => statistics.invalidate(span),
    recount: async (span) => void (await statistics.rebuild(span)),
  };
}
