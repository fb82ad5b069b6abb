/**
 * The request of the host's platform. It defaults to `any` so that `(request) => request.user?.id` compiles without an
 * annotation; a host that annotates the parameter gets its own type checked instead.
 * @publicApi
 */
// oxlint-disable-next-line typescript/no-explicit-any -- Express and Fastify requests carry what middleware and guards add.
export type HostRequest = any;
