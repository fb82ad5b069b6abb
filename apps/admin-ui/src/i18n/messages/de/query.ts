import type { MessagesOf } from '../../translate';
import type { query as english } from '../en/query';

export const query: MessagesOf<typeof english> = {
  queryUnknownField: '„{value}“ ist kein Feld. Text mit Doppelpunkt in Anführungszeichen setzen.',
  queryDidYouMean: '„{value}“ ist unbekannt. War {nearest} gemeint?',
  queryNotRecorded: 'Die Einträge enthalten nichts davon: {claims}. Daher findet {field} nichts.',
  queryMissingValue: '{field} hat keinen Wert. Schreibweise: {example}.',
  queryInvalidValue: '{field} kann nicht „{value}“ sein. Schreibweise: {example}.',
  queryValueTooLong: 'Der Wert von {field} ist länger als {max} Zeichen.',
  queryTooManyWildcards: 'Ein Wert darf höchstens {max} * enthalten.',
  queryWildcardAtEnd:
    'Ein * am Ende ist möglich, wie in user:demo-*; sonst die ganze Kennung in Anführungszeichen setzen.',
  queryPathWithoutSlash: 'Ein Pfad beginnt mit / oder *: path:/{value} oder path:*{value} schreiben.',
  queryResourceWithoutType: 'Zuerst die Art des Objekts schreiben, wie in {example}.',
  queryNetworkBetweenGroups: 'Ein IPv6-Bereich muss zwischen zwei Gruppen enden, wie bei /48.',
  queryRangeReversed: 'Der Bereich beginnt nach seinem Ende. Umgekehrt schreiben: {range}.',
  queryExactDuration: 'Keine zwei Aufrufe dauern genau gleich lang. >{value} oder <{value} schreiben.',
  queryNegatedValue: '! steht vor einem einzelnen Wert. Die ganze Bedingung verneinen: {example}.',
  queryNegatedTwice: '{field} ist doppelt verneint. Entweder - oder ! behalten.',
  queryNothingNegated: 'Nach dem - folgt nichts. Wird das Zeichen gesucht, in Anführungszeichen setzen.',
  queryNotAnOperator:
    '{value} ist kein Operator: Alle Bedingungen gelten zugleich. Alternativen als status:4xx,5xx schreiben; wird das Wort gesucht, in Anführungszeichen setzen.',
  queryParentheses:
    'Klammern fassen keine Bedingungen zusammen. Alternativen eines Feldes als status:4xx,5xx schreiben; wird eine Klammer gesucht, in Anführungszeichen setzen.',
  queryMissingSpace: 'Zwischen zwei Bedingungen fehlt ein Leerzeichen. Den ganzen Wert in Anführungszeichen setzen.',
  queryOpenQuote: 'Ein Anführungszeichen wird nicht geschlossen. Am Ende " ergänzen.',
  queryNul: 'Die Suche enthält ein Zeichen, nach dem nicht gesucht werden kann. Bitte entfernen.',
  queryTooLong: 'Die Suche hat {length} Zeichen; erlaubt sind höchstens {max}.',
  queryTooManyConditions:
    'Es sind mehr als {max} Bedingungen. Einige entfernen oder einem Feld mehrere Werte geben, durch Komma getrennt.',
  queryTooManyValues: '{field} hat mehr als {max} Werte. Einige entfernen.',
  querySeveralValues: '{field} nimmt nur einen Wert an.',
  queryRepeatedField: '{field} ist doppelt angegeben. Nur eine Angabe behalten.',
  queryTimesExchanged: 'Der Beginn liegt nach dem Ende. from und to vertauschen.',
};
