import { useAudit } from '../../api/questions';
import { useParams } from '../../location/use-place';
import { useWords } from '../../panel';
import { More } from '../../ui/more';
import { Page } from '../../ui/page';
import { Select } from '../../ui/select';
import { Shown, State } from '../../ui/states';
import { ACTIONS } from './actions';
import { AuditTable } from './audit-table';
import { TextFilter } from './filters';
import * as buttons from '../../ui/button.module.css';

const PERIODS = { '24h': 'auditDay', '7d': 'auditWeek', '30d': 'auditMonth', all: 'auditAlways' } as const;

export function Audit() {
  const words = useWords();
  const [params, change] = useParams();
  const { action = '', administrator = '', subject = '' } = params;
  const since = Object.hasOwn(PERIODS, params['since'] ?? '') ? params['since']! : '7d';
  const answer = useAudit({ action, administrator, subject, since: since === 'all' ? '' : since });
  const isFiltered = action !== '' || administrator !== '' || subject !== '' || since !== 'all';

  return (
    <Page
      title={words('audit')}
      lead={words('auditLead')}
      tools={
        <>
          <TextFilter
            label={words('auditAdministrator')}
            value={administrator}
            onChange={(text) => change({ administrator: text || null }, { replace: true })}
          />
          <TextFilter
            label={words('auditSubject')}
            value={subject}
            onChange={(text) => change({ subject: text || null }, { replace: true })}
          />
          <Select
            label={words('auditAction')}
            value={action}
            options={[
              ['', words('auditAllActions')],
              ...Object.entries(ACTIONS).map(([action, key]) => [action, words(key)] as const),
            ]}
            onChange={(next) => change({ action: next || null })}
          />
          <Select
            label={words('auditPeriod')}
            value={since}
            options={Object.entries(PERIODS).map(([period, key]) => [period, words(key)] as const)}
            onChange={(next) => change({ since: next === '7d' ? null : next })}
          />
        </>
      }
    >
      <Shown answer={answer} rows={10}>
        {({ pages }) => {
          const lines = pages.flatMap(({ results }) => results);
          if (lines.length > 0) return <AuditTable lines={lines} />;
          return (
            <State
              icon="lock"
              title={words('auditNoneTitle')}
              actions={
                isFiltered && (
                  <button
                    type="button"
                    class={buttons.button}
                    onClick={() => change({ action: null, administrator: null, subject: null, since: 'all' })}
                  >
                    {words('auditShowAll')}
                  </button>
                )
              }
            >
              {words('auditNoneLead')}
            </State>
          );
        }}
      </Shown>
      <More answer={answer} label={words('auditOlder')} />
    </Page>
  );
}
