/** Paths of the header that names the client; the second is the Django package's. */
export const USER_AGENT_PATHS = ['headers.user-agent', 'headers.USER_AGENT'] as const;

export const USER_AGENT_EXPRESSION = { $ifNull: USER_AGENT_PATHS.map((path) => `$${path}`) };

export const userAgentOf = (headers: Readonly<Record<string, unknown>> | null | undefined): unknown =>
  headers?.['user-agent'] ?? headers?.['USER_AGENT'];
