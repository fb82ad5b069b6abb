import { describe, expect, it } from 'vitest';
import { mongoUri } from './mongodb.js';

/** Without a MongoDB the report says so, and a build server fails. */
export function describeWithMongo(name: string, suite: (uri: string) => void): void {
  const uri = mongoUri();
  describe(name, () => {
    if (uri !== undefined) {
      suite(uri);
      return;
    }
    it('not run: no MongoDB found', () => {
      expect(process.env.CI, 'set MONGODB_URI, or CI passes without having tried MongoDB').toBeFalsy();
    });
  });
}
