import type { MessagesOf } from '../../translate';
import type { views as english } from '../en/views';

export const views: MessagesOf<typeof english> = {
  views: 'العروض المحفوظة',
  viewsOwn: 'عروضك',
  viewsShared: 'شاركها آخرون',
  viewsRecent: 'أسئلة حديثة',
  viewsPinned: 'العروض المثبّتة',
  viewsNone: 'لم يُحفظ أي عرض بعد. احفظ ما تراه الآن باسم لتعود إليه.',
  viewsNotKept: 'مخزن هذا التطبيق لا يحتفظ بالعروض.',
  viewsIncomplete: {
    zero: 'لا تظهر أي عروض.',
    one: 'يظهر العرض الأول فقط.',
    two: 'يظهر أول عرضين فقط.',
    few: 'تظهر أول {count} عروض فقط.',
    many: 'يظهر أول {count} عرضًا فقط.',
    other: 'يظهر أول {count} عرض فقط.',
  },
  viewName: 'اسم لما تراه الآن',
  viewShare: 'مشاركته مع كل من يحق له رؤية السجل',
  viewIsShared: 'مشترك',
  viewSave: 'حفظ',
  viewReplace: 'استبدال العرض بهذا الاسم',
  viewPin: 'إظهار «{name}» فوق القائمة',
  viewDelete: 'حذف «{name}»',
};
