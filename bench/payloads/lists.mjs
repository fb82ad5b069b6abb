import { exchange, json } from './exchange.mjs';

/** @import { Values } from './values.mjs' */

/** @param {Values} values @param {number} index */
const article = (values, index) => ({
  id: index + 1,
  sku: `SKU-${String(index).padStart(5, '0')}`,
  title: `Article number ${index + 1} of the spring catalog`,
  price: values.amount(200),
  currency: 'EUR',
  available: index % 5 !== 0,
  updated_at: values.time(),
  tags: values.words(2).split(' '),
  supplier: { id: 100 + (index % 7), city: 'Utrecht' },
});

/** @param {Values} values */
const account = (values) => ({
  id: values.uuid(),
  email: values.email(),
  password_hash: `$2b$10$${values.text(53)}`,
  api_token: values.hex(40),
  two_factor: { secret: values.text(32), enabled: true, recovery_codes: values.list(3, () => values.text(10)) },
  last_login_at: values.time(),
});

export const LISTS = [
  exchange('list-20-kB', 'GET /catalog', (values) => ({
    response: json(values.list(95, (index) => article(values, index))),
  })),
  exchange('list-200-kB', 'GET /catalog/all', (values) => ({
    response: json({ total: 940, items: values.list(940, (index) => article(values, index)) }),
  })),
  exchange('list-of-accounts', 'GET /accounts', (values) => ({
    response: json({ data: values.list(40, () => account(values)) }),
  })),
  exchange('bulk-import', 'POST /catalog/import', (values) => ({
    request: json({ dry_run: false, items: values.list(200, (index) => article(values, index)) }),
    response: json({ created: 200, ids: values.list(200, () => values.hex(24)) }),
    status: 201,
  })),
  exchange('log-batch', 'POST /logs', (values) => ({
    request: json(
      values.list(60, () => ({
        '@timestamp': values.time(),
        level: values.pick(['info', 'warn']),
        logger: 'http',
        message: `GET /orders/${values.digits(5)} 200 ${values.below(90)}ms user=${values.digits(4)}`,
        trace: { id: values.hex(32), span: values.hex(16) },
        labels: { pod: `api-${values.hex(8)}`, zone: 'b' },
      })),
    ),
    response: json({ accepted: 60 }),
    status: 202,
  })),
];
