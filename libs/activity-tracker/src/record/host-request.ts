/**
 * Request of the platform. It is `any` so that `(request) => request.user?.id` compiles without an annotation; an
 * annotated parameter is checked against its own type.
 * @publicApi
 */
// oxlint-disable-next-line typescript/no-explicit-any -- Middleware and guards extend Express and Fastify requests.
export type HostRequest = any;
