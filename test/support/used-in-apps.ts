import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { libraryDeclarations } from './library-declarations.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export const APPS = ['apps/sample', 'apps/sample-sessions'];

/** The type checker resolves each use to a declaration, so that comments, texts and namesakes do not count. */
export class UsedInApps {
  private readonly checker: ts.TypeChecker;
  private readonly used = new Set<ts.Declaration>();

  private constructor(
    private readonly program: ts.Program,
    sources: readonly string[],
  ) {
    this.checker = program.getTypeChecker();
    for (const file of sources) this.visit(program.getSourceFile(file)!);
  }

  static ofSamples(): UsedInApps {
    const files = APPS.flatMap((app) =>
      readdirSync(join(ROOT, app, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
        .map((file) => join(ROOT, app, 'src', file)),
    );
    return new UsedInApps(ts.createProgram(files, compilerOptions()), files);
  }

  static ofSource(text: string): UsedInApps {
    const file = join(ROOT, 'test/support/not-on-disk.ts');
    const host = ts.createCompilerHost(compilerOptions());
    const onDisk = { getSourceFile: host.getSourceFile, fileExists: host.fileExists };
    host.fileExists = (name) => name === file || onDisk.fileExists.call(host, name);
    host.getSourceFile = (name, version, ...rest) =>
      name === file
        ? ts.createSourceFile(name, text, version, true)
        : onDisk.getSourceFile.call(host, name, version, ...rest);
    return new UsedInApps(ts.createProgram([file], compilerOptions(), host), [file]);
  }

  unusedOptions(): string[] {
    return libraryDeclarations(this.program)
      .options.filter(({ declaration }) => !this.used.has(declaration))
      .map(({ name }) => name);
  }

  unusedExports(): string[] {
    return libraryDeclarations(this.program)
      .values.filter(({ declaration }) => !this.used.has(declaration))
      .map(({ name }) => name);
  }

  private visit(node: ts.Node): void {
    // To import something is not to use it.
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isObjectLiteralExpression(node)) this.visitProperties(node);
    else if (ts.isIdentifier(node)) this.note(this.checker.getSymbolAtLocation(node));
    ts.forEachChild(node, (child) => this.visit(child));
  }

  /** A property is an option where the type that is expected there has it. */
  private visitProperties(literal: ts.ObjectLiteralExpression): void {
    const expected = this.checker.getContextualType(literal);
    for (const property of literal.properties) {
      if (ts.isShorthandPropertyAssignment(property))
        this.note(this.checker.getShorthandAssignmentValueSymbol(property));
      if (!expected || !property.name) continue;
      for (const type of expected.isUnion() ? expected.types : [expected])
        this.note(type.getProperty(property.name.getText()));
    }
  }

  private note(symbol: ts.Symbol | undefined): void {
    const original = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of original?.declarations ?? []) this.used.add(declaration);
  }
}

/** Commands of the library's program in these lines. */
export function calledCommands(lines: readonly string[]): Set<string> {
  return new Set(lines.flatMap((line) => /(?:dist\/cli\.js|\bactivity-tracker) ([\w-]+)/.exec(line)?.[1] ?? []));
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile) as { config: object };
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: ['package.json'] }, ts.sys, ROOT).options;
}
