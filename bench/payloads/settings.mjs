import { exchange, form, json, plain } from './exchange.mjs';

/** @import { Values } from './values.mjs' */

/** @param {Values} values @param {number} depth @returns {object} */
function nested(values, depth) {
  if (depth === 0) return { enabled: true, limit: values.below(100), label: values.words(2) };
  return {
    [`${values.words(1)}_${depth}`]: nested(values, depth - 1),
    timeout_ms: values.below(5_000),
    next: nested(values, depth - 1),
  };
}

const BOUNDARY = '----corpus7MA4YWxkTrZu0gW';

/** @param {[head: string, content: string][]} parts */
const multipart = (parts) =>
  plain(
    `${parts.map(([head, content]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`).join('')}--${BOUNDARY}--\r\n`,
    `multipart/form-data; boundary=${BOUNDARY}`,
  );

export const SETTINGS = [
  exchange('name-value-list', 'PUT /settings/environment', (values) => {
    const variables = [
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'REGION', value: 'eu-west-1' },
      { name: 'DATABASE_PASSWORD', value: values.text(24) },
      { name: 'STRIPE_SECRET_KEY', value: values.text(32) },
      { name: 'API_URL', value: 'https://api.example' },
    ];
    return { request: json({ variables }), response: json({ variables, updated_at: values.time() }) };
  }),
  exchange('key-value-list', 'POST /settings/tags', (values) => ({
    request: json({
      Tags: [
        { Key: 'team', Value: 'web' },
        { Key: 'cost-center', Value: values.digits(5) },
      ],
    }),
    response: json({
      pairs: values.list(12, () => ({ key: values.words(1), val: values.words(1) })),
      headers: [
        ['content-type', 'application/json'],
        ['authorization', `Bearer ${values.text(40)}`],
      ],
      entries: [
        ['password', values.text(12)],
        ['color', 'red'],
      ],
    }),
  })),
  exchange('dollar-keys', 'POST /query', (values) => ({
    request: json({
      $and: [{ status: { $in: ['paid', 'open'] } }, { total: { $gte: 100 } }],
      $orderby: { created: -1 },
      pipeline: [{ $match: { user: values.digits(4) } }, { $group: { _id: '$user', sum: { $sum: '$total' } } }],
    }),
    response: json({
      documents: values.list(5, () => ({
        _id: { $oid: values.hex(24) },
        created: { $date: values.time() },
        total: { $numberDecimal: '12.50' },
        customer: { $ref: 'customers', $id: { $oid: values.hex(24) } },
      })),
    }),
  })),
  exchange('json-patch', 'PATCH /users/7', (values) => ({
    request: {
      type: 'application/json-patch+json',
      text: JSON.stringify([
        { op: 'replace', path: '/name', value: values.name() },
        { op: 'replace', path: '/password', value: values.text(14) },
        { op: 'add', path: '/tags/-', value: 'vip' },
      ]),
    },
    response: json({
      changes: [
        { path: ['name'], oldValue: values.name(), newValue: values.name() },
        { path: ['address', 'city'], oldValue: 'Utrecht', newValue: 'Delft' },
      ],
    }),
  })),
  exchange('validation-issues', 'POST /forms', () => ({
    request: json({ age: 'seven', address: { zip: 5 } }),
    response: json({
      success: false,
      issues: [
        { code: 'invalid_type', expected: 'number', received: 'string', path: ['age'], message: 'Expected number' },
        {
          code: 'invalid_type',
          expected: 'string',
          received: 'number',
          path: ['address', 'zip'],
          message: 'Expected string',
        },
      ],
    }),
    status: 400,
  })),
  exchange('deep-settings', 'PUT /settings', (values) => ({
    request: json(nested(values, 5)),
    response: json({ version: 12, settings: nested(values, 6) }),
  })),
  exchange('translations', 'GET /translations/en', (values) => ({
    response: json(
      Object.fromEntries(values.list(180, (index) => [`page.${values.words(1)}.${index}`, values.words(4)])),
    ),
  })),
  exchange('url-form', 'POST /contact', (values) => ({
    request: form({
      name: values.name(),
      email: values.email(),
      message: values.prose(6),
      csrf_token: values.text(32),
      consent: 'on',
    }),
    response: json({ ok: true, ticket: values.digits(6) }),
    status: 201,
  })),
  exchange('multipart-form', 'POST /uploads', (values) => ({
    request: multipart([
      ['name="title"', values.words(4)],
      ['name="password"', values.text(12)],
      ['name="file"; filename="notes.txt"\r\nContent-Type: text/plain', values.prose(40)],
    ]),
    response: json({ id: values.uuid(), files: [{ name: 'notes.txt', size: 2_400 }] }),
    status: 201,
  })),
];
