import type { FactoryProvider } from '@nestjs/common';

type Dependency = NonNullable<FactoryProvider['inject']>[number];

/** A factory that gets its dependencies by name, for more of them than positions are readable for. */
export function byName<Needs extends object, Made>(
  tokens: { readonly [Name in keyof Needs]-?: Dependency },
  make: (needs: Needs) => Made,
): Pick<FactoryProvider<Made>, 'inject' | 'useFactory'> {
  const names = Object.keys(tokens);
  return {
    inject: Object.values(tokens),
    useFactory: (...given: unknown[]) =>
      make(Object.fromEntries(names.map((name, index) => [name, given[index]])) as Needs),
  };
}
