import type { MessagesOf } from '../../translate';
import type { views as english } from '../en/views';

export const views: MessagesOf<typeof english> = {
  views: 'Gespeicherte Ansichten',
  viewsOwn: 'Ihre Ansichten',
  viewsShared: 'Von anderen geteilt',
  viewsRecent: 'Letzte Abfragen',
  viewsPinned: 'Angeheftete Ansichten',
  viewsNone:
    'Noch ist keine Ansicht gespeichert. Speichern Sie unter einem Namen, was Sie jetzt sehen, um dorthin zurückzukehren.',
  viewsNotKept: 'Der Speicher dieser Anwendung bewahrt keine Ansichten auf.',
  viewsIncomplete: {
    one: 'Nur die erste Ansicht wird gezeigt.',
    other: 'Nur die ersten {count} Ansichten werden gezeigt.',
  },
  viewName: 'Name für das, was Sie jetzt sehen',
  viewShare: 'Mit allen teilen, die das Protokoll sehen dürfen',
  viewIsShared: 'geteilt',
  viewSave: 'Speichern',
  viewReplace: 'Die Ansicht dieses Namens ersetzen',
  viewPin: '„{name}“ über der Liste zeigen',
  viewDelete: '„{name}“ löschen',
};
