import type { MessagesOf } from '../../translate';
import type { query as english } from '../en/query';

export const query: MessagesOf<typeof english> = {
  queryUnknownField: '"{value}" ليس حقلاً. ضع النص الذي فيه نقطتان بين علامتي اقتباس.',
  queryDidYouMean: '"{value}" غير معروف. هل تقصد {nearest}؟',
  queryNotRecorded: 'لا تحتوي السجلات على {claims}، لذلك لا يجد {field} شيئًا.',
  queryMissingValue: 'لا قيمة للحقل {field}. اكتبه هكذا: {example}.',
  queryInvalidValue: 'لا يمكن أن يكون {field} "{value}". اكتبه هكذا: {example}.',
  queryValueTooLong: 'قيمة {field} أطول من الحد المسموح به من المحارف: {max}.',
  queryTooManyWildcards: 'أقصى عدد لعلامة * في القيمة الواحدة: {max}.',
  queryWildcardAtEnd: 'ضع * واحدة في النهاية، مثل user:demo-*، أو ضع المعرّف كله بين علامتي اقتباس.',
  queryPathWithoutSlash: 'يبدأ المسار بعلامة / أو *: اكتب path:/{value} أو path:*{value}.',
  queryResourceWithoutType: 'اكتب نوع الكائن أولاً، مثل {example}.',
  queryNetworkBetweenGroups: 'يجب أن ينتهي نطاق IPv6 بين مجموعتين، مثل /48.',
  queryRangeReversed: 'يبدأ النطاق بعد نهايته. اكتب {range}.',
  queryExactDuration: 'لا يستغرق طلبان المدة نفسها تمامًا. اكتب >{value} أو <{value}.',
  queryNegatedValue: 'علامة ! تسبق قيمة واحدة. انفِ الشرط كله: {example}.',
  queryNegatedTwice: 'الحقل {field} منفي مرتين. أبقِ - أو !.',
  queryNothingNegated: 'لا شيء بعد علامة -. ضعها بين علامتي اقتباس للبحث عنها.',
  queryNotAnOperator:
    '{value} ليس معاملاً: تسري الشروط كلها معًا. اكتب البدائل هكذا: status:4xx,5xx، وضع الكلمة بين علامتي اقتباس للبحث عنها.',
  queryParentheses:
    'الأقواس لا تجمع الشروط. اكتب بدائل الحقل الواحد هكذا: status:4xx,5xx، وضع القوس بين علامتي اقتباس للبحث عنه.',
  queryMissingSpace: 'تنقص مسافة بين شرطين. ضع القيمة كلها بين علامتي اقتباس.',
  queryOpenQuote: 'علامة اقتباس مفتوحة ولم تُغلق. أضف " في النهاية.',
  queryNul: 'يحتوي الاستعلام على محرف لا يمكن البحث عنه. احذفه.',
  queryTooLong: 'طول الاستعلام بالمحارف {length}، والحد الأقصى {max}.',
  queryTooManyConditions: 'الشروط أكثر من الحد الأقصى {max}. احذف بعضها، أو أعط الحقل عدة قيم تفصلها فواصل.',
  queryTooManyValues: 'قيم الحقل {field} أكثر من الحد الأقصى {max}. احذف بعضها.',
  querySeveralValues: 'يقبل الحقل {field} قيمة واحدة.',
  queryRepeatedField: 'ذُكر الحقل {field} مرتين. أبقِ واحدًا.',
  queryTimesExchanged: 'البداية بعد النهاية. بدّل from وto.',
};
