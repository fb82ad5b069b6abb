import type { ComponentChildren } from 'preact';
import { placeTo } from '../location/use-place';
import type { LegalHold } from '../api/hold-types';
import { usePersonText } from '../api/names';
import { useMayErase } from '../api/questions';
import { step } from '../location/place';
import { useMay, useWords } from '../panel';
import { condition, withTime } from '../query/scan';
import { Icon } from '../ui/icon';
import { ReasonDialog } from '../ui/reason-dialog';
import { fileName, useExport } from '../ui/use-export';
import { Erasure } from './erasure';
import { LiftHold, PlaceHold } from './hold-dialogs';
import * as buttons from '../ui/button.module.css';

export type PersonAction = 'erase' | 'export' | 'hold' | 'lift';

interface ToolsProps {
  id: string;
  query: string;
  hold: LegalHold | undefined;
  onOpen(action: PersonAction): void;
  children: ComponentChildren;
}

/** Actions on the data of a person. */
export function PersonTools({ id, query, hold, onOpen, children }: ToolsProps) {
  const words = useWords();
  const may = useMay();
  const mayErase = useMayErase();
  return (
    <>
      <a class={buttons.button} href={placeTo('/', { q: withTime(condition('user', id), query) })}>
        <Icon name="search" /> {words('allCallsOf')}
      </a>
      {may.export && may.bodies && (
        <button type="button" class={buttons.button} onClick={() => onOpen('export')}>
          <Icon name="download" /> {words('exportPerson')}
        </button>
      )}
      {mayErase && (
        <>
          <button type="button" class={buttons.button} onClick={() => onOpen(hold ? 'lift' : 'hold')}>
            <Icon name="lock" /> {words(hold ? 'holdLift' : 'holdPlace')}
          </button>
          <button type="button" class={`${buttons.button} ${buttons.danger}`} onClick={() => onOpen('erase')}>
            <Icon name="trash" /> {words('erasePerson')}
          </button>
        </>
      )}
      {children}
    </>
  );
}

export function PersonDialog({ id, open, onClose }: { id: string; open: PersonAction; onClose(): void }) {
  const words = useWords();
  const exportFile = useExport();
  const person = usePersonText(id);
  if (open === 'erase') return <Erasure id={id} onClose={onClose} />;
  if (open === 'hold') return <PlaceHold id={id} onClose={onClose} />;
  if (open === 'lift') return <LiftHold id={id} onClose={onClose} />;
  return (
    <ReasonDialog
      title={words('exportPersonTitle', { user: person })}
      action={words('exportNow')}
      onClose={onClose}
      onConfirm={async (reason) => {
        onClose();
        await exportFile(`users/${step(id)}/data`, { reason }, fileName(`person-${id}`, 'ndjson'));
      }}
    />
  );
}
