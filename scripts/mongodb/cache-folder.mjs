// Called by all that downloads: the modules of this folder and test/packages.
import { homedir } from 'node:os';
import { join } from 'node:path';

export const CACHE_FOLDER = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'nestjs-activity-tracker');
