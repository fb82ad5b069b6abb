import type { MessagesOf } from '../../translate';
import type { holds as english } from '../en/holds';

export const holds: MessagesOf<typeof english> = {
  holds: 'الحجز القانوني',
  holdsLead: 'أشخاص لا يجوز محو سجلاتهم ولا انتهاء مدتها.',
  noHolds: 'لا يوجد شخص تحت حجز قانوني',
  holdPlace: 'حجز قانوني …',
  holdPlaceTitle: 'وضع حجز قانوني على {user}',
  holdPlaceNow: 'ضع الحجز',
  holdPlaced: 'وُضع الحجز على {user}.',
  holdUntil: 'حتى (فارغ: إلى أن يُرفع)',
  holdLift: 'رفع …',
  holdLiftTitle: 'رفع الحجز القانوني عن {user}',
  holdLiftNow: 'ارفع الحجز',
  holdLifted: 'رُفع الحجز عن {user}.',
  holdOfPerson: 'تحت حجز قانوني منذ {since}: {reason}. لا يمكن محو السجلات ولا تنتهي مدتها.',
  holdEnds: 'ينتهي {until}.',
  columnReason: 'السبب',
  columnSince: 'منذ',
  columnUntil: 'حتى',
  columnPlacedBy: 'وضعه',
  untilLifted: 'إلى أن يُرفع',
  reason: 'السبب (يُحفظ في سجل المراجعة)',
  reasonHint: 'ثلاثة أحرف على الأقل',
  exportPersonTitle: 'تصدير كل بيانات {user}',
  exportNow: 'صدّر',
};
