/** As README.md tells hosts of Nest 11: without them npm chooses peers that are ES modules only. */
export const NEST_11_PEERS = {
  '@nestjs/event-emitter': '^3.0.0',
  '@nestjs/jwt': '^11.0.0',
  '@nestjs/mongoose': '^11.0.0',
  '@nestjs/schedule': '^6.0.0',
  mongoose: '^8.0.0',
};
