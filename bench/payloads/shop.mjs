const SHIPPING = {
  method: 'parcel',
  street: 'Long street of the shop 5',
  city: 'Any town',
  postcode: '1000 AA',
  country: 'NL',
};

/** About 1 kB of nested JSON with secrets in it. */
export const ORDER_REQUEST = {
  reference: 'web-2026-000481',
  password: 'correct horse battery staple',
  customer: { id: 13, name: 'Buyer no. 13', email: 'buyer13@shop.example', phone: '+31 20 555 0143' },
  payment: { method: 'card', card_number: '4111 1111 1111 1111', cvv: '123', holder: 'Buyer no 13', installments: 1 },
  lines: Array.from({ length: 5 }, (_, index) => ({
    sku: `LAMP-${String(index).padStart(4, '0')}-BRASS`,
    quantity: 1 + (index % 3),
    note: index % 2 ? 'gift wrap' : null,
    options: { color: 'brass', cable_length: 1.5 + index },
  })),
  shipping: SHIPPING,
  accepts_terms: true,
};

export const ORDER = {
  id: 'ord_01HV7Z8K3M',
  number: 48213,
  status: 'confirmed',
  currency: 'EUR',
  created_at: '2026-01-31T09:15:00.000Z',
  customer: { id: 13, name: 'Buyer no. 13', email: 'buyer13@shop.example', segment: 'returning', newsletter: false },
  lines: Array.from({ length: 8 }, (_, index) => ({
    line: index + 1,
    sku: `LAMP-${String(index).padStart(4, '0')}-BRASS`,
    title: `Desk lamp, brass, model ${index + 1}`,
    quantity: 1 + (index % 3),
    unit_price: 79.9 + index,
    tax_rate: 0.21,
    in_stock: index % 4 !== 0,
    warehouse: 'ams-02',
  })),
  totals: { net: 561.42, tax: 117.9, shipping: 4.95, gross: 684.27 },
  shipping: SHIPPING,
  note: 'Leave it with the neighbours at number 176 if no one opens, and ring twice please.',
};

export const ITEMS = Array.from({ length: 100 }, (_, index) => ({
  id: index + 1,
  sku: `SKU-${String(index).padStart(5, '0')}`,
  title: `Article number ${index + 1} of the spring catalog`,
  price: 10 + index * 1.25,
  currency: 'EUR',
  available: index % 5 !== 0,
  rating: 3 + (index % 20) / 10,
  tags: ['spring', index % 2 ? 'indoor' : 'outdoor'],
  supplier: { id: 100 + (index % 7), city: 'Utrecht' },
}));
