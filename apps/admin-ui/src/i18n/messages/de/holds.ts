import type { MessagesOf } from '../../translate';
import type { holds as english } from '../en/holds';

export const holds: MessagesOf<typeof english> = {
  holds: 'Sperren',
  holdsLead: 'Personen, deren Einträge weder gelöscht werden noch ablaufen dürfen.',
  noHolds: 'Für keine Person gilt eine Sperre',
  holdPlace: 'Sperren …',
  holdPlaceTitle: 'Löschung von {user} sperren',
  holdPlaceNow: 'Sperre setzen',
  holdPlaced: 'Die Sperre für {user} ist gesetzt.',
  holdUntil: 'Bis (leer: bis zur Aufhebung)',
  holdLift: 'Aufheben …',
  holdLiftTitle: 'Sperre für {user} aufheben',
  holdLiftNow: 'Sperre aufheben',
  holdLifted: 'Die Sperre für {user} ist aufgehoben.',
  holdOfPerson: 'Gesperrt seit {since}: {reason}. Die Einträge können weder gelöscht werden noch ablaufen.',
  holdEnds: 'Die Sperre endet {until}.',
  columnReason: 'Grund',
  columnSince: 'Seit',
  columnUntil: 'Bis',
  columnPlacedBy: 'Gesetzt von',
  untilLifted: 'bis zur Aufhebung',
  reason: 'Grund (wird im Prüfprotokoll festgehalten)',
  reasonHint: 'Mindestens 3 Zeichen',
  exportPersonTitle: 'Alle Daten von {user} ausgeben',
  exportNow: 'Ausgeben',
};
