import type { MessagesOf } from '../../translate';
import type { figures as english } from '../en/figures';
import { counted } from './counted';

export const figures: MessagesOf<typeof english> = {
  routesLead: 'ما يُستدعى، وكم مرة، وبأي سرعة.',
  findRoute: 'ابحث عن مسار',
  columnRoute: 'المسار',
  columnUsers: 'الأشخاص',
  columnErrorShare: 'الأخطاء',
  columnLastCalled: 'آخر استدعاء',
  neverCalled: counted(
    'لا مسار لم يُستدعَ',
    'مسار واحد لم يُستدعَ قط',
    'مساران لم يُستدعيا قط',
    'مسارات لم تُستدعَ قط',
    'مسارًا لم يُستدعَ قط',
    'مسار لم يُستدعَ قط',
  ),
  neverCalledHint: 'في الوقت المختار. ربما يمكن الاستغناء عنها.',
  noRoutesTitle: 'لا طلبات في هذا الوقت',
  missingSpans: 'لم يمكن عدّ بعض هذا الوقت بسرعة كافية؛ الأرقام أقل من الواقع.',
  overviewLead: 'هذه الفترة بجانب التي قبلها.',
  figureCalls: 'الطلبات',
  figurePerMinute: 'الطلبات في الدقيقة',
  figureUsers: 'الأشخاص النشطون',
  figureErrors: 'نسبة الأخطاء',
  figureP95: 'p95',
  beforeWas: 'قبلها: {value}',
  noBefore: 'لا شيء قبلها',
  changeUp: 'زيادة {change}',
  changeDown: 'نقص {change}',
  changeNone: 'بلا تغيير',
  movers: 'الأكثر تغيرًا',
  moversHint: 'المعالجات التي تغيّرت طلباتها أكثر من غيرها.',
  noMovers: 'لم يتغير شيء يُذكر.',
  unfinishedNote: 'العمود المنقّط لا يزال يمتلئ.',
};
