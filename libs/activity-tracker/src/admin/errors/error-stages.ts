import { MAX_MESSAGE, MAX_MESSAGES } from './error-message.js';

/** Characters of a response that is stored as text. */
const MAX_TEXT = 4_000;

const isString = (value: unknown) => ({ $eq: [{ $type: value }, 'string'] });
const beginning = (text: string) => ({ $cond: [isString(text), { $substrCP: [text, 0, MAX_MESSAGE] }, null] });
const beginnings = (list: string, item: string) => ({
  $map: {
    input: { $slice: [list, MAX_MESSAGES] },
    as: 'item',
    in: item === '' ? beginning('$$item') : { message: beginning(`$$item.${item}`) },
  },
});

/** A text, a list of texts, or `null`. */
const texts = (field: string) => ({ $cond: [{ $isArray: field }, beginnings(field, ''), beginning(field)] });

/** The parts of a response that may hold its message, so that large responses are not read. */
const MESSAGE = {
  $cond: [
    isString('$response'),
    { $substrCP: ['$response', 0, MAX_TEXT] },
    {
      message: texts('$response.message'),
      error: {
        $cond: [
          isString('$response.error'),
          beginning('$response.error'),
          { message: texts('$response.error.message') },
        ],
      },
      detail: texts('$response.detail'),
      title: texts('$response.title'),
      errors: { $cond: [{ $isArray: '$response.errors' }, beginnings('$response.errors', 'message'), null] },
    },
  ],
};

/** @param withMessages whether the caller may read bodies */
export const errorStages = (withMessages: boolean): Record<string, unknown>[] => [
  {
    $project: {
      namespace: 1,
      url_name: 1,
      method: 1,
      route: 1,
      status_code: 1,
      user_id: 1,
      created_time: 1,
      ...(withMessages && { response: MESSAGE, outcome: 1 }),
    },
  },
];
