import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const at = (path: string) => fileURLToPath(new URL(`../../libs/activity-tracker/src/${path}`, import.meta.url));
/** For authors of stores, not for applications. */
const FOR_STORES = at('storage/');

export interface Named {
  name: string;
  declaration: ts.Declaration;
}

/** The options and values for applications, as the library declares them. */
export function libraryDeclarations(program: ts.Program): { options: Named[]; values: Named[] } {
  const checker = program.getTypeChecker();
  return { options: [...optionsIn(program, checker)], values: [...valuesIn(program, checker)] };
}

/** The fields of the option classes: the top level, each part, and the extras of the module. */
function* optionsIn(program: ts.Program, checker: ts.TypeChecker): Generator<Named> {
  const options = exportsOf(program, checker, 'activity-tracker.options.ts');
  const module = exportsOf(program, checker, 'module/module-definition.ts');
  yield* fieldsOf(options.get('RootOptions')!.valueDeclaration!, '');
  const parts = checker.getTypeOfSymbol(options.get('SLICES')!).getProperties();
  for (const part of parts) {
    const [made] = checker.getTypeOfSymbol(part).getConstructSignatures();
    yield* fieldsOf(made!.getReturnType().symbol.valueDeclaration!, `${part.name}.`);
  }
  yield* fieldsOf(module.get('ActivityTrackerExtras')!.declarations![0]!, '');
}

function* fieldsOf(declaration: ts.Declaration, prefix: string): Generator<Named> {
  if (!ts.isClassDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) return;
  for (const member of declaration.members) {
    if (ts.isPropertyDeclaration(member) || ts.isPropertySignature(member))
      yield { name: prefix + member.name.getText(), declaration: member };
  }
}

/** Decorators, classes, functions and constants of the index, and the methods of its classes. */
function* valuesIn(program: ts.Program, checker: ts.TypeChecker): Generator<Named> {
  for (const [name, { valueDeclaration }] of exportsOf(program, checker, 'index.ts', isValue)) {
    if (!valueDeclaration || valueDeclaration.getSourceFile().fileName.startsWith(FOR_STORES)) continue;
    yield { name, declaration: valueDeclaration };
    if (!ts.isClassDeclaration(valueDeclaration)) continue;
    for (const method of valueDeclaration.members.filter(ts.isMethodDeclaration))
      if (isForApplications(method)) yield { name: `${name}.${method.name.getText()}()`, declaration: method };
  }
}

function isForApplications(method: ts.MethodDeclaration): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const isInternal = ts.getJSDocTags(method).some(({ tagName }) => tagName.text === 'internal');
  return (
    (ts.getCombinedModifierFlags(method) & hidden) === 0 &&
    !isInternal &&
    !/^on[A-Z]|^(canActivate|configure)$/.test(method.name.getText())
  );
}

/** A class that is exported as a type is none. */
function isValue({ declarations = [] }: ts.Symbol): boolean {
  return !declarations.some(ts.isTypeOnlyImportOrExportDeclaration);
}

function exportsOf(
  program: ts.Program,
  checker: ts.TypeChecker,
  file: string,
  isWanted: (exported: ts.Symbol) => boolean = () => true,
): Map<string, ts.Symbol> {
  const module = checker.getSymbolAtLocation(program.getSourceFile(at(file))!)!;
  const exported = checker.getExportsOfModule(module).filter(isWanted);
  return new Map(
    exported.map((symbol) => [
      symbol.name,
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    ]),
  );
}
