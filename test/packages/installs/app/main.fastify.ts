import { FastifyAdapter } from '@nestjs/platform-fastify';
import { prove } from './prove.js';

void prove(() => new FastifyAdapter());
