import type { ComponentChildren } from 'preact';
import { placeTo } from '../location/use-place';
import { type Anomaly, type SeenValue, type Security as Answer, useSecurity } from '../api/security';
import type { MessageKey } from '../i18n/translate';
import { formatPlace } from '../location/place';
import { useClock, usePanel, useWords } from '../panel';
import { condition, splitTime, withTime } from '../query/scan';
import { countryIn } from '../text/country';
import { Country } from '../ui/badge';
import { useFormats } from '../ui/format';
import { Link } from '../ui/link';
import { Shown } from '../ui/states';
import { Text } from '../ui/text';
import { TimeAgo } from '../ui/time';
import * as styles from './security.module.css';
import * as panels from '../ui/panel.module.css';
import * as shares from '../ui/share.module.css';

const SHOWN = 8;

/** What is unusual in the calls of a person. */
export function Security({ id, query }: { id: string; query: string }) {
  const words = useWords();
  const { time } = splitTime(query);
  const answer = useSecurity(id, time);
  return (
    <section class={panels.panel} aria-label={words('security')}>
      <h2>{words('security')}</h2>
      <Shown answer={answer} rows={4}>
        {(security) => <Content security={security} asked={condition('user', id)} time={time} />}
      </Shown>
    </section>
  );
}

function Content({ security, asked, time }: { security: Answer; asked: string; time: string }) {
  const words = useWords();
  const clock = useClock();
  const formats = useFormats();
  const { anomalies, countries, networks, devices, refused, sign_ins, failed_sign_ins, compared_from } = security;
  const from = clock.minute(compared_from);
  const failed = failed_sign_ins === null ? '–' : formats.number(failed_sign_ins);
  const calls = (text: string) => formatPlace({ path: '/', params: { q: withTime(`${asked} ${text}`, time) } });
  return (
    <>
      <p class={`muted ${panels.note}`}>
        {security.complete
          ? words('securityCompared', { from })
          : words('securityNewest', { count: security.counted, from })}
      </p>
      <p>
        <Link href={calls('status:401,403')}>{words('refusedCalls', { count: refused })}</Link>
        {' · '}
        {words('signIns', { count: sign_ins })}
        {' · '}
        {words('failedSignIns', { value: failed })}
      </p>
      {anomalies.length === 0 ? (
        <p>{words('noAnomalies')}</p>
      ) : (
        <ul class={styles.anomalies}>
          {anomalies.map((anomaly) => (
            <Line key={`${anomaly.rule} ${anomaly.evidence.records[0]}`} anomaly={anomaly} />
          ))}
        </ul>
      )}
      <div class={panels.grid}>
        <Seen title={words('countries')} values={countries}>
          {(value) => <Country name={value} wide />}
        </Seen>
        <Seen title={words('networks')} values={networks}>
          {(value) => (
            <Link href={calls(condition('ip', value))}>
              <Text value={value} />
            </Link>
          )}
        </Seen>
        <Seen title={words('devices')} values={devices}>
          {(value) => <Text value={value} />}
        </Seen>
      </div>
    </>
  );
}

function Line({ anomaly: { rule, reason, at, evidence } }: { anomaly: Anomaly }) {
  const words = useWords();
  const [record] = evidence.records.slice(-1);
  const known = RULES[rule];
  const told = useEvidence(rule);
  return (
    <li>
      <Link
        href={placeTo('/', { q: `id:${evidence.records.join(',')}`, record: record ?? null })}
        title={known ? words(known.reason) : reason}
      >
        {known ? words(known.name) : <Text value={rule} />}
      </Link>{' '}
      <Text value={told(evidence.values)} /> <TimeAgo time={at} />
    </li>
  );
}

const RULES: Readonly<Record<string, { name: MessageKey; reason: MessageKey }>> = {
  new_country: { name: 'anomalyCountry', reason: 'reasonCountry' },
  new_network: { name: 'anomalyNetwork', reason: 'reasonNetwork' },
  new_device: { name: 'anomalyDevice', reason: 'reasonDevice' },
  refused_burst: { name: 'anomalyRefused', reason: 'reasonRefused' },
  failed_sign_in_burst: { name: 'anomalySignIns', reason: 'reasonSignIns' },
  impossible_travel: { name: 'anomalyTravel', reason: 'reasonTravel' },
};

/** The values that show an anomaly, in the reader's language. */
function useEvidence(rule: string): (values: Anomaly['evidence']['values']) => string {
  const words = useWords();
  const formats = useFormats();
  const { translator } = usePanel();
  const country = (value: unknown) => countryIn(translator.language, String(value));
  const duration = (seconds: unknown) => formats.span(Math.max(1, Number(seconds)) * 1_000);
  return (values) => {
    switch (rule) {
      case 'new_country':
        return country(values.country);
      case 'refused_burst':
      case 'failed_sign_in_burst':
        return words('evidenceBurst', { count: Number(values.calls), time: duration(values.seconds) });
      case 'impossible_travel':
        return words('evidenceTravel', {
          from: country(values.from),
          to: country(values.to),
          km: formats.number(Number(values.km)),
          time: duration(Number(values.minutes) * 60),
        });
      default:
        return Object.values(values).join(' · ');
    }
  };
}

function Seen({
  title,
  values,
  children,
}: {
  title: string;
  values: readonly SeenValue[];
  children(value: string): ComponentChildren;
}) {
  const words = useWords();
  return (
    <div>
      <h3>{title}</h3>
      <ul class={shares.list}>
        {values.length === 0 && <li class="muted">{words('unknown')}</li>}
        {values.slice(0, SHOWN).map(({ value, first_seen, is_new }) => (
          <li key={value} class={styles.seen}>
            {children(value)}
            {is_new && <strong class={styles.fresh}>{words('newMark')}</strong>}
            <span class="muted">
              <TimeAgo time={first_seen} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
