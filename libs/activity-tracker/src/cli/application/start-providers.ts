import type { ForwardReference, InjectionToken, OptionalFactoryDependency, Type } from '@nestjs/common';
import { HttpAdapterHost, LazyModuleLoader, ModuleRef, ModulesContainer } from '@nestjs/core';
import { MODULE_OPTIONS_TOKEN } from '../../module/module-definition.js';
import { CommandError } from '../command-error.js';

type Module = ModulesContainer extends Map<string, infer M> ? M : never;
type Provider = Module['providers'] extends Map<unknown, infer P> ? P : never;
type Dependency = InjectionToken | OptionalFactoryDependency | ForwardReference;

interface Found {
  provider: Provider;
  module: Module;
}

const PARAMETERS = 'design:paramtypes';
const NAMED_PARAMETERS = 'self:paramtypes';
const OPTIONAL_PARAMETERS = 'optional:paramtypes';
const PROPERTIES = 'self:properties_metadata';
const OPTIONAL_PROPERTIES = 'optional:properties_metadata';

const LOADERS: readonly InjectionToken[] = ['CONFIGURATION_LOADER', 'VALIDATED_ENV_LOADER'];
const OF_A_RUNNING_APPLICATION = new Set<InjectionToken>([
  ModuleRef,
  HttpAdapterHost,
  LazyModuleLoader,
  ModulesContainer,
]);

const REMEDY = 'Omit the path, and pass the connection: doctor --uri <connection string>.';

/** Creates providers in preview mode with their dependencies: no other provider, no controller, no hook. */
export class StartedProviders {
  private readonly made = new Map<Provider, Promise<unknown>>();

  constructor(private readonly modules: ModulesContainer) {}

  async start(provider: Provider, module: Module): Promise<unknown> {
    for (const each of this.modules.values())
      for (const token of LOADERS) {
        const loader = each.providers.get(token);
        if (loader) await this.instance({ provider: loader, module: each }, []);
      }
    return this.instance({ provider, module }, []);
  }

  /** @param way providers that wait for this one */
  private instance({ provider, module }: Found, way: readonly Provider[]): Promise<unknown> {
    if (way.includes(provider)) {
      throw new CommandError(
        `the providers of the options depend on each other: ${[...way, provider].map(({ name }) => String(name)).join(' → ')}. ${REMEDY}`,
      );
    }
    let made = this.made.get(provider);
    if (!made) this.made.set(provider, (made = this.make({ provider, module }, [...way, provider])));
    return made;
  }

  private async make({ provider, module }: Found, way: readonly Provider[]): Promise<unknown> {
    const { inject, metatype } = provider;
    if (!metatype) return provider.instance;
    const dependencies = inject ?? parametersOf(metatype as Type);
    const given: unknown[] = [];
    for (const dependency of dependencies) given.push(await this.dependency(dependency, module, way));
    if (inject) return failingAs(provider, () => (metatype as (...args: unknown[]) => unknown)(...given));
    const made = (await failingAs(provider, () => new (metatype as Type)(...given))) as Record<string, unknown>;
    for (const { key, dependency } of propertiesOf(metatype as Type))
      made[key] = await this.dependency(dependency, module, way);
    return made;
  }

  private async dependency(dependency: Dependency, module: Module, way: readonly Provider[]): Promise<unknown> {
    const { token, optional } = plain(dependency);
    const found = OF_A_RUNNING_APPLICATION.has(token) ? undefined : lookUp(token, module);
    if (found) return this.instance(found, way);
    if (optional) return undefined;
    throw new CommandError(
      `the options need ${nameOf(token)}, but doctor starts only the providers of the options. ${REMEDY}`,
    );
  }
}

async function failingAs(provider: Provider, make: () => unknown): Promise<unknown> {
  try {
    return await make();
  } catch (error) {
    const what =
      provider.token === MODULE_OPTIONS_TOKEN
        ? 'the factory of the options'
        : `the provider ${nameOf(provider.token)}, which the options need,`;
    throw new CommandError(
      `${what} failed: ${(error as Error)?.message ?? String(error)}\nSet the environment that the application needs.`,
    );
  }
}

/** As Nest does: in the module, then in the exports of its imports, global modules included. */
function lookUp(token: InjectionToken, module: Module): Found | undefined {
  const provider = module.providers.get(token);
  return provider ? { provider, module } : lookUpInImports(token, [...module.imports], new Set());
}

function lookUpInImports(token: InjectionToken, imports: readonly Module[], seen: Set<Module>): Found | undefined {
  for (const module of imports.filter((each) => !seen.has(each))) {
    seen.add(module);
    const provider = module.exports.has(token) ? module.providers.get(token) : undefined;
    if (provider) return { provider, module };
    const exported = [...module.imports].filter(({ metatype }) => module.exports.has(metatype));
    const found = lookUpInImports(token, exported, seen);
    if (found) return found;
  }
  return undefined;
}

function parametersOf(metatype: Type): Dependency[] {
  const read = <T>(key: string): T[] => (Reflect.getMetadata(key, metatype) as T[] | undefined) ?? [];
  const parameters: unknown[] = [...read(PARAMETERS)];
  for (const { index, param } of read<{ index: number; param: unknown }>(NAMED_PARAMETERS)) parameters[index] = param;
  const optional = new Set(read<number>(OPTIONAL_PARAMETERS));
  return parameters.map((parameter, index) => ({
    token: plain(parameter as Dependency).token,
    optional: optional.has(index),
  }));
}

function propertiesOf(metatype: Type): { key: string; dependency: Dependency }[] {
  const properties = (Reflect.getMetadata(PROPERTIES, metatype) ?? []) as { key: string; type: Dependency }[];
  const optional = (Reflect.getMetadata(OPTIONAL_PROPERTIES, metatype) ?? []) as string[];
  return properties.map(({ key, type }) => ({
    key,
    dependency: { token: plain(type).token, optional: optional.includes(key) },
  }));
}

function plain(dependency: Dependency): { token: InjectionToken; optional: boolean } {
  if (typeof dependency === 'object' && dependency !== null && 'forwardRef' in dependency)
    return { token: (dependency.forwardRef as () => InjectionToken)(), optional: false };
  if (typeof dependency === 'object' && dependency !== null && 'token' in dependency)
    return { token: dependency.token, optional: dependency.optional };
  return { token: dependency, optional: false };
}

function nameOf(token: unknown): string {
  return typeof token === 'function' ? token.name : String(token);
}
