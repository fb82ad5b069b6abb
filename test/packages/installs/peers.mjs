/** Packages of Nest that the package works with and npm does not add, as README.md names them for Nest 12. */
export const NEST_12_PEERS = {
  '@nestjs/event-emitter': '^12.0.0',
  '@nestjs/jwt': '^12.0.1',
  '@nestjs/mongoose': '^12.0.0',
  '@nestjs/schedule': '^12.0.0',
};

export const NEST_11_PEERS = {
  '@nestjs/event-emitter': '^3.0.0',
  '@nestjs/jwt': '^11.0.0',
  '@nestjs/mongoose': '^11.0.0',
  '@nestjs/schedule': '^6.0.0',
  mongoose: '^8.0.0',
};
