import { exchange, json, jsonOf } from './exchange.mjs';

const JSON_API = 'application/vnd.api+json';

/** @param {string} name */
const reference = (name) => ({ $ref: `#/$defs/${name}` });

export const HYPERMEDIA = [
  exchange('json-api', 'PATCH /json-api/articles/1', (values) => ({
    request: jsonOf(JSON_API, {
      data: { type: 'articles', id: '1', attributes: { title: values.words(5), body: values.prose(3) } },
    }),
    response: jsonOf(JSON_API, {
      data: values.list(6, (index) => ({
        type: 'articles',
        id: String(index + 1),
        attributes: { title: values.words(5), body: values.prose(2), 'published-at': values.time() },
        relationships: {
          author: { links: { self: `/articles/${index}/relationships/author` }, data: { type: 'people', id: '9' } },
          comments: { data: [{ type: 'comments', id: values.digits(3) }] },
        },
        links: { self: `https://api.example/articles/${index + 1}` },
      })),
      included: [{ type: 'people', id: '9', attributes: { 'first-name': values.name() } }],
      meta: { total: 130 },
      links: {
        self: 'https://api.example/articles?page[number]=3',
        next: 'https://api.example/articles?page[number]=4',
      },
    }),
  })),
  exchange('hal', 'GET /hal/orders', (values) => ({
    response: jsonOf('application/hal+json', {
      _links: { self: { href: '/orders?page=2' }, curies: [{ name: 'ea', href: '/rels/{rel}', templated: true }] },
      _embedded: {
        'ea:order': values.list(8, () => ({
          _links: {
            self: { href: `/orders/${values.digits(4)}` },
            'ea:basket': { href: `/baskets/${values.digits(5)}` },
          },
          total: values.amount(900),
          currency: 'USD',
          status: values.pick(['shipped', 'processing']),
        })),
      },
      currentlyProcessing: 14,
      shippedToday: 20,
    }),
  })),
  exchange('odata', 'GET /odata/Products', (values) => ({
    response: json({
      '@odata.context': 'https://services.example/odata/$metadata#Products',
      '@odata.count': 412,
      value: values.list(15, (index) => ({
        '@odata.etag': `W/"${values.hex(12)}"`,
        ID: index,
        Name: values.words(2),
        ReleaseDate: values.time(),
        Rating: values.below(5),
        Price: values.amount(200),
        'Category@odata.navigationLink': `Products(${index})/Category`,
      })),
      '@odata.nextLink': 'https://services.example/odata/Products?$skiptoken=15',
    }),
  })),
  exchange('json-schema', 'PUT /schemas/order', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://api.example/schemas/order.json',
      type: 'object',
      properties: {
        customer: reference('customer'),
        lines: { type: 'array', items: reference('line'), minItems: 1 },
        note: { type: ['string', 'null'], maxLength: 500 },
      },
      required: ['customer', 'lines'],
      $defs: {
        customer: { type: 'object', properties: { name: { type: 'string' }, address: reference('address') } },
        address: { type: 'object', properties: { street: { type: 'string' }, pincode: { type: 'string' } } },
        line: { type: 'object', properties: { sku: { type: 'string' }, quantity: { type: 'integer', minimum: 1 } } },
      },
    };
    return { request: jsonOf('application/schema+json', schema), response: json({ version: 4, schema }) };
  }),
  exchange('open-api', 'GET /open-api.json', (values) => ({
    response: json({
      openapi: '3.1.0',
      info: { title: 'Orders', version: '2.4.0' },
      paths: Object.fromEntries(
        values.list(10, (index) => [
          `/v2/${values.words(1)}s/${index}/{id}`,
          {
            get: {
              operationId: `get${index}`,
              parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
              responses: {
                200: {
                  description: values.words(4),
                  content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
                },
              },
              security: [{ bearer: [] }],
            },
          },
        ]),
      ),
      components: {
        schemas: {
          Order: {
            type: 'object',
            properties: { id: { type: 'string' }, password: { type: 'string', format: 'password' } },
          },
        },
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    }),
  })),
];
