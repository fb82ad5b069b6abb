// Called by run.mjs.
import { readFileSync } from 'node:fs';

/** @param {string} report */
export function readReport(report) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    /** @type {{ title: string, status: string, ancestorTitles: string[] }[]} */
    const tests = testResults.flatMap((/** @type {{ assertionResults: unknown[] }} */ file) => file.assertionResults);
    const placeholders = tests.filter(
      ({ title, status }) => title === 'not run: no MongoDB found' && status === 'passed',
    );
    return {
      passed: numPassedTests - placeholders.length,
      failed: numFailedTests,
      withoutMongodb: placeholders.map(({ ancestorTitles }) => ancestorTitles.join(' > ')),
    };
  } catch {
    return { passed: 0, failed: 0, withoutMongodb: [] };
  }
}
