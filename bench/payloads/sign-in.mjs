import { exchange, form, json } from './exchange.mjs';

/** @import { Values } from './values.mjs' */

/** @param {Values} values */
const profile = (values) => ({
  id: values.uuid(),
  email: values.email(),
  display_name: values.name(),
  locale: 'en-GB',
  roles: ['member', 'editor'],
  email_verified: true,
  created_at: values.time(),
});

export const SIGN_IN = [
  exchange('login-nested-tokens', 'POST /auth/login', (values) => ({
    request: json({ email: values.email(), password: values.text(14), remember_me: true, device: { os: 'iOS 19' } }),
    response: json({
      user: profile(values),
      tokens: {
        access: { token: values.jwt(), expires: values.time() },
        refresh: { token: values.text(64), expires: values.time() },
      },
    }),
    status: 201,
  })),
  exchange('login-auth-object', 'POST /auth/session', (values) => ({
    request: json({ auth: { username: values.email(), password: values.text(12), scope: ['read', 'write'] } }),
    response: json({
      auth: { access_token: values.jwt(), token_type: 'Bearer', expires_in: 3600, refresh_token: values.text(40) },
      user: profile(values),
    }),
    status: 201,
  })),
  exchange('oauth-token', 'POST /oauth/token', (values) => ({
    request: form({
      grant_type: 'authorization_code',
      code: values.text(32),
      redirect_uri: 'https://app.example/callback',
      client_id: values.text(20),
      client_secret: values.text(48),
      code_verifier: values.text(64),
    }),
    response: json({
      access_token: values.jwt({ scope: 'openid profile' }),
      token_type: 'Bearer',
      expires_in: 3599,
      refresh_token: values.text(60),
      scope: 'openid profile email',
      id_token: values.jwt({ aud: values.text(20), email: values.email() }),
    }),
  })),
  exchange('password-change', 'PUT /account/password', (values) => ({
    request: json({
      current_password: values.text(12),
      new_password: values.text(16),
      confirm_password: values.text(16),
    }),
    response: json({ ok: true, changed_at: values.time(), sessions_revoked: 3 }),
  })),
  exchange('sessions-with-tokens', 'GET /account/sessions', (values) => ({
    response: json({
      sessions: values.list(6, () => ({
        id: values.uuid(),
        token: values.hex(40),
        ip: `203.0.113.${values.below(250)}`,
        user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
        last_seen_at: values.time(),
      })),
    }),
  })),
  exchange('api-keys', 'POST /account/api-keys', (values) => ({
    request: json({ name: 'deploy', scopes: ['read'], expires_in_days: 90 }),
    response: json({
      data: { id: values.uuid(), name: 'deploy', api_key: `key_${values.text(32)}`, last_four: values.text(4) },
      api_keys: values.list(3, () => ({ id: values.uuid(), prefix: values.text(6), created_at: values.time() })),
    }),
    status: 201,
  })),
  exchange('connection-credentials', 'POST /connections', (values) => ({
    request: json({
      type: 'postgres',
      credentials: { host: 'db.example', port: 5432, user: 'app', password: values.text(20), ssl: { ca: null } },
    }),
    response: json({
      id: values.uuid(),
      type: 'postgres',
      credentials: { host: 'db.example', user: 'app' },
      status: 'ok',
    }),
    status: 201,
  })),
  exchange('lists-of-secrets', 'POST /account/recovery', (values) => ({
    request: json({ backup_codes: values.list(2, () => values.digits(8)), otp: values.digits(6) }),
    response: json({
      tokens: values.list(4, () => values.text(32)),
      secrets: [{ kind: 'totp', value: values.text(32) }],
      passwords: [],
      generated_at: values.time(),
    }),
    status: 201,
  })),
  exchange('register-echoes-secret', 'POST /webhooks', (values) => {
    const secret = values.text(40);
    return {
      request: json({ url: 'https://hooks.example/in', secret, events: ['order.created', 'order.paid'] }),
      response: json({
        id: values.uuid(),
        url: 'https://hooks.example/in',
        sample: `curl -H 'X-Signature: ${secret}' https://hooks.example/in`,
        events: ['order.created', 'order.paid'],
      }),
      status: 201,
    };
  }),
  exchange('validation-echoes-password', 'POST /users', (values) => {
    const password = values.text(9);
    return {
      request: json({ email: 'not-an-address', password, name: values.name() }),
      response: json({
        statusCode: 422,
        error: 'Unprocessable Entity',
        message: ['email must be an email', `password "${password}" is too short`],
        details: [
          { field: 'email', value: 'not-an-address', constraint: 'isEmail' },
          { field: 'password', value: password, constraint: 'minLength' },
        ],
      }),
      status: 422,
    };
  }),
];
