import type { MessagesOf } from '../../translate';
import type { figures as english } from '../en/figures';

/** Of routes and the overview. */
export const figures: MessagesOf<typeof english> = {
  routesLead: 'Was aufgerufen wird, wie oft, wie schnell.',
  findRoute: 'Route finden',
  columnRoute: 'Route',
  columnUsers: 'Personen',
  columnErrorShare: 'Fehler',
  columnLastCalled: 'Zuletzt',
  neverCalled: { one: '{count} Route nie aufgerufen', other: '{count} Routen nie aufgerufen' },
  neverCalledHint: 'In der gewählten Zeit. Vielleicht können sie weg.',
  noRoutesTitle: 'Keine Aufrufe in dieser Zeit',
  missingSpans: 'Ein Teil dieser Zeit ließ sich nicht schnell genug zählen; die Zahlen sind zu niedrig.',
  overviewLead: 'Dieser Zeitraum neben dem davor.',
  figureCalls: 'Aufrufe',
  figurePerMinute: 'Aufrufe je Minute',
  figureUsers: 'Aktive Personen',
  figureErrors: 'Fehleranteil',
  figureP95: 'p95',
  beforeWas: 'vorher: {value}',
  noBefore: 'vorher nichts',
  changeUp: '{change} mehr',
  changeDown: '{change} weniger',
  changeNone: 'unverändert',
  movers: 'Größte Veränderungen',
  moversHint: 'Handler, deren Aufrufe sich am meisten änderten.',
  noMovers: 'Nichts änderte sich merklich.',
  unfinishedNote: 'Der gepunktete Balken füllt sich noch.',
};
