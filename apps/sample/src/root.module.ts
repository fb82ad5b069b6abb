import { Module } from '@nestjs/common';
import { AppModule } from './app.module.js';
import { platformOf } from './platform.js';

/** The application as `npx activity-tracker url-names` and `doctor` read it: see package.json. */
@Module({ imports: [AppModule.on(platformOf(process.env))] })
export class RootModule {}
