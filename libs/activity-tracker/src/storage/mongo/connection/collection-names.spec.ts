import { describe, expect, it } from 'vitest';
import { collisionBetween, collisionOf, recordsOfCompanion, relatedNames } from './collection-names.js';

describe('names of collections', () => {
  it.each([
    ['logs_audit', 'logs'],
    ['logs_audit_subjects', 'logs'],
    ['logs_rollup_marks', 'logs'],
    ['logs_audit_holds', 'logs_audit'],
    ['_audit', undefined],
    ['logs', undefined],
    ['audits', undefined],
  ])('%s belongs to %s', (name, records) => expect(recordsOfCompanion(name)).toBe(records));

  it.each<[string, string, string[], boolean]>([
    ['a companion of records', 'logs_audit', ['logs', 'logs_rollups'], true],
    ['a companion that exists itself', 'logs_holds', ['logs', 'logs_holds', 'logs_audit'], true],
    ['a name next to a collection of the application', 'logs_audit', ['logs'], false],
    ['the same, on the second boot', 'logs_audit', ['logs', 'logs_audit', 'logs_audit_rollups'], false],
    ['records whose companion another tracker uses', 'logs', ['logs_audit', 'logs_audit_rollup_marks'], true],
    ['records with their own companions', 'logs', ['logs', 'logs_audit', 'logs_audit_subjects', 'logs_rollups'], false],
    ['companions without records', 'logs_audit', ['logs_rollups'], false],
  ])('%s: %s in %j', (_, name, existing, collides) => {
    expect(collisionOf(name, new Set(existing)) !== undefined).toBe(collides);
    const related = relatedNames(name);
    expect(collisionOf(name, new Set(existing.filter((each) => related.includes(each)))) !== undefined).toBe(collides);
  });

  it.each([
    ['logs', 'logs_audit', true],
    ['logs_rollup_state', 'logs', true],
    ['logs', 'logs', false],
    ['logs', 'audit_logs', false],
    ['logs', 'logs_archive', false],
  ])('%s and %s in one process', (one, other, collides) =>
    expect(collisionBetween(one, other) !== undefined).toBe(collides),
  );

  it.each<[string, string | undefined]>([
    ['the tracker with the wrong name', collisionOf('logs_audit', new Set(['logs', 'logs_holds']))],
    ['the same in one process', collisionBetween('logs_audit', 'logs')],
  ])('tell %s to change its own name', (_, text) => {
    expect(text).toMatch(
      /^mongo\.collectionName is "logs_audit", a collection of the tracker whose records are in "logs"/,
    );
    expect(text).toMatch(/ Set mongo\.collectionName to a name that does not end in _anomalies, .* or _views\.$/);
  });

  it('tell the tracker with the right name to change the other, and which collections stay behind', () => {
    const inOneProcess = collisionBetween('logs', 'logs_audit');
    const existing = new Set(['logs', 'logs_audit', 'logs_audit_holds', 'logs_audit_views']);
    for (const text of [inOneProcess, collisionOf('logs', existing)]) {
      expect(text).toMatch(/^mongo\.collectionName is "logs", and this tracker needs "logs_audit" for itself/);
      expect(text).toMatch(
        / Set mongo\.collectionName of the other tracker to a name that does not end in _anomalies, /,
      );
    }
    expect(inOneProcess).toMatch(/ or _views\.$/);
    expect(collisionOf('logs', existing)).toMatch(
      /, and rename its collections to match: "logs_audit", "logs_audit_holds", "logs_audit_views"\.$/,
    );
  });
});
