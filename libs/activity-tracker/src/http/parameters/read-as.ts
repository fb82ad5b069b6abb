type Read = (given: unknown) => unknown;

const READERS = new WeakMap<object, Map<string, Read>>();

export function ReadAs(read: Read): PropertyDecorator {
  return (prototype, property) => {
    const readers = READERS.get(prototype) ?? new Map<string, Read>();
    READERS.set(prototype, readers.set(String(property), read));
  };
}

/** An instance with all parameters, converted by {@link ReadAs}; the check rejects unknown ones. */
export function instanceOf<T extends object>(Query: new () => T, parameters: object): T {
  const query = new Query();
  for (const [name, given] of Object.entries(parameters)) {
    const read = readerOf(Query.prototype as object, name);
    // Defined, not assigned: a parameter named __proto__ must stay a parameter.
    Object.defineProperty(query, name, {
      value: read ? read(given) : given,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return query;
}

function readerOf(prototype: object | null, name: string): Read | undefined {
  for (let at = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const read = READERS.get(at)?.get(name);
    if (read) return read;
  }
  return undefined;
}
