import type { Health } from '../api/health-types';
import { useClock, useWords } from '../panel';
import { visible } from '../text/visible';
import { useFormats } from '../ui/format';
import { Pairs, Panel } from '../ui/pairs';
import * as panels from '../ui/panel.module.css';

/** Files for records that the store has not confirmed. */
export function Spool({ spool }: { spool: NonNullable<Health['spool']> }) {
  const words = useWords();
  const clock = useClock();
  const formats = useFormats();
  const { mode, directory, bytes, files, oldest, processes, dropped, quarantined, rejected, failures } = spool;
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  return (
    <Panel title={words('spool')}>
      <p class={`muted ${panels.note}`}>
        <bdi dir="ltr">{visible(directory)}</bdi>
      </p>
      <Pairs
        pairs={[
          [words('spoolMode'), <bdi>{visible(mode)}</bdi>],
          [words('spoolFiles'), `${formats.number(files)} · ${formats.bytes(bytes)}`],
          [words('spoolOldest'), oldest === null ? '–' : clock.short(oldest)],
          [words('spoolProcesses'), formats.number(processes)],
          [words('spoolDropped'), formats.number(dropped), dropped > 0],
          [words('spoolRejected'), formats.number(rejected), rejected > 0],
          [words('spoolQuarantined'), formats.number(quarantined), quarantined > 0],
          [words('failed'), formats.number(failed), failed > 0],
          ...Object.entries(failures).map(
            ([code, count]) => [`↳ ${visible(code)}`, formats.number(count), true] as const,
          ),
        ]}
      />
    </Panel>
  );
}
