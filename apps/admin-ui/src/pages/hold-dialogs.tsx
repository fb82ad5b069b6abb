import { useState } from 'preact/hooks';
import type { LegalHold } from '../api/hold-types';
import { usePersonText } from '../api/names';
import { useClient, usePanel, useWords } from '../panel';
import { ReasonDialog } from '../ui/reason-dialog';
import { announce } from '../ui/toast';
import { InputField } from '../ui/input-field';

export function PlaceHold({ id, onClose }: { id: string; onClose(): void }) {
  const words = useWords();
  const client = useClient();
  const { session } = usePanel();
  const [until, setUntil] = useState('');
  const user = usePersonText(id);
  return (
    <ReasonDialog
      title={words('holdPlaceTitle', { user })}
      action={words('holdPlaceNow')}
      isReasonRequired
      onClose={onClose}
      onConfirm={async (reason) => {
        await client.post<LegalHold>('holds', { user: id, reason, until });
        announce(words('holdPlaced', { user }));
        void session.queries.invalidateQueries({ queryKey: ['holds'] });
      }}
    >
      <InputField label={words('holdUntil')} type="date" value={until} onInput={setUntil} />
    </ReasonDialog>
  );
}

export function LiftHold({ id, onClose }: { id: string; onClose(): void }) {
  const words = useWords();
  const client = useClient();
  const { session } = usePanel();
  const user = usePersonText(id);
  return (
    <ReasonDialog
      title={words('holdLiftTitle', { user })}
      action={words('holdLiftNow')}
      onClose={onClose}
      onConfirm={async (reason) => {
        await client.remove<LegalHold>('holds', { user: id, reason });
        announce(words('holdLifted', { user }));
        void session.queries.invalidateQueries({ queryKey: ['holds'] });
      }}
    />
  );
}
