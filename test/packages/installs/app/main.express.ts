import { ExpressAdapter } from '@nestjs/platform-express';
import { prove } from './prove.js';

void prove(() => new ExpressAdapter());
