import type { Session, Sessions } from './people-types';

const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])];

/** The sessions of all pages; what a page cut in two is one again. */
export function joinedSessions(pages: readonly Sessions[]): Session[] {
  const all: Session[] = [];
  let cut = -1;
  for (const { sessions } of pages) {
    // At most one goes on; the first of the same kind on the next page is the rest of it.
    const rest = cut < 0 ? undefined : sessions.find(({ id }) => id === all[cut]!.id);
    if (rest) all[cut] = joined(all[cut]!, rest);
    all.push(...sessions.filter((session) => session !== rest));
    cut = all.findIndex(({ continues }) => continues);
  }
  return all;
}

function joined(later: Session, earlier: Session): Session {
  return {
    ...later,
    from: earlier.from,
    calls: [...later.calls, ...earlier.calls],
    errors: later.errors + earlier.errors,
    countries: union(later.countries, earlier.countries),
    devices: union(later.devices, earlier.devices),
    addresses: union(later.addresses, earlier.addresses),
    continues: earlier.continues,
  };
}
