import { exchange, json } from './exchange.mjs';

const ORDERS = `query Orders($first: Int!, $after: String, $filter: OrderFilter) {
  orders(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id number total { amount currency } customer { id name } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const SIGN_IN = `mutation SignIn($email: String!, $p: String!) {
  signIn(email: $email, password: $p) { token user { id name } }
}`;

export const GRAPHQL = [
  exchange('graphql-connection', 'POST /graphql/query', (values) => ({
    request: json({
      operationName: 'Orders',
      query: ORDERS,
      variables: { first: 12, after: null, filter: { status: ['PAID'], since: values.time() } },
    }),
    response: json({
      data: {
        orders: {
          edges: values.list(12, (index) => ({
            cursor: Buffer.from(`order:${index}`).toString('base64'),
            node: {
              id: Buffer.from(`Order:${values.digits(6)}`).toString('base64'),
              number: values.below(90_000),
              total: { amount: values.amount(500).toFixed(2), currency: 'EUR' },
              customer: { id: values.uuid(), name: values.name() },
            },
          })),
          pageInfo: { hasNextPage: true, endCursor: Buffer.from('order:11').toString('base64') },
        },
      },
    }),
  })),
  exchange('graphql-sign-in', 'POST /graphql/sign-in', (values) => ({
    request: json({
      operationName: 'SignIn',
      query: SIGN_IN,
      variables: { email: values.email(), p: values.text(14) },
    }),
    response: json({ data: { signIn: { token: values.jwt(), user: { id: values.uuid(), name: values.name() } } } }),
  })),
  exchange('graphql-errors', 'POST /graphql/errors', (values) => ({
    request: json({ query: '{ order(id: "7") { id total { amount } } }' }),
    response: json({
      errors: [
        {
          message: 'Not found',
          locations: [{ line: 1, column: 3 }],
          path: ['order', 0, 'total'],
          extensions: { code: 'NOT_FOUND', value: values.uuid() },
        },
      ],
      data: { order: null },
    }),
  })),
  exchange('graphql-batch', 'POST /graphql/batch', (values) => ({
    request: json(
      values.list(3, (index) => ({
        query: `query Q${index}($id: ID!) { product(id: $id) { id title price } }`,
        variables: { id: values.digits(5) },
      })),
    ),
    response: json(
      values.list(3, () => ({
        data: { product: { id: values.digits(5), title: values.words(3), price: values.amount(90) } },
      })),
    ),
  })),
];
