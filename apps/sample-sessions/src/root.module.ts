import { Module } from '@nestjs/common';
import { AppModule } from './app.module.js';

/** The application as `npx activity-tracker url-names` and `doctor` read it: see package.json. */
@Module({ imports: [AppModule.with(process.env)] })
export class RootModule {}
