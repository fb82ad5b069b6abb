import ts from 'typescript';

/** Members and types that a user can see, starting from the exports of an entry. */
export interface Surface {
  /** Members without JSDoc, as `Name.member`. */
  undocumented: string[];
  /** Types of the library that a signature names, as `Type (in Name)`. */
  reached: ReadonlyMap<ts.Symbol, string>;
}

/** @param symbols the exported names @param isOurs whether a file belongs to the library */
export function publicSurface(
  checker: ts.TypeChecker,
  symbols: Iterable<ts.Symbol>,
  isOurs: (file: string) => boolean,
): Surface {
  const undocumented: string[] = [];
  const reached = new Map<ts.Symbol, string>();
  const declarations = [...symbols].flatMap((symbol) => symbol.declarations ?? []);
  for (const declaration of declarations) {
    const owner = nameOf(declaration);
    for (const member of membersOf(declaration)) {
      if (!isDocumented(member, checker)) undocumented.push(`${owner}.${nameOf(member)}`);
    }
    visitTypes(declaration, (name) => {
      let symbol = checker.getSymbolAtLocation(name);
      if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
      const place = symbol?.declarations?.[0];
      // A base class that Nest makes is a variable, and its members are Nest's.
      if (!symbol || !place || ts.isTypeParameterDeclaration(place) || ts.isBindingElement(place)) return;
      if (!isOurs(place.getSourceFile().fileName)) return;
      if (!reached.has(symbol)) reached.set(symbol, owner);
    });
  }
  return { undocumented, reached };
}

function membersOf(declaration: ts.Declaration): ts.Node[] {
  if (ts.isClassDeclaration(declaration))
    return declaration.members.filter((each) => !isHidden(each) && !isInherited(each));
  if (ts.isInterfaceDeclaration(declaration)) return declaration.members.filter((each) => !isHidden(each));
  if (ts.isTypeAliasDeclaration(declaration) && ts.isTypeLiteralNode(declaration.type))
    return declaration.type.members.filter((each) => !isHidden(each));
  return [];
}

/** A constructor has the documentation of its class, and a lifecycle hook is for Nest to call. */
function isInherited(member: ts.ClassElement): boolean {
  return (
    ts.isConstructorDeclaration(member) ||
    /^(on(Module(Init|Destroy)|Application(Bootstrap|Shutdown))|beforeApplicationShutdown|configure)$/.test(
      nameOf(member),
    ) ||
    Boolean(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Override && nameOf(member) === 'name')
  );
}

function isHidden(member: ts.Node): boolean {
  const flags = ts.getCombinedModifierFlags(member as ts.Declaration);
  if (flags & ts.ModifierFlags.Private && ts.isClassElement(member)) return true;
  if (ts.isClassElement(member) && member.name && ts.isPrivateIdentifier(member.name)) return true;
  return ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
}

/** Here, or in the base class or interface that declares the member too. */
function isDocumented(member: ts.Node, checker: ts.TypeChecker): boolean {
  if (ts.getJSDocCommentsAndTags(member).length > 0) return true;
  const symbol = checker.getSymbolAtLocation((member as ts.NamedDeclaration).name ?? member);
  return (symbol?.getDocumentationComment(checker).length ?? 0) > 0;
}

function nameOf(node: ts.Node): string {
  const name = (node as ts.NamedDeclaration).name;
  if (name) return name.getText();
  return ts.isCallSignatureDeclaration(node) ? '()' : '[index]';
}

/** Calls back with each name of a type in a signature; bodies and values are not part of one. */
function visitTypes(node: ts.Node, found: (name: ts.Node) => void): void {
  if (isHidden(node) || ts.isBlock(node) || ts.isDecorator(node)) return;
  if (ts.isTypeReferenceNode(node)) found(node.typeName);
  if (ts.isExpressionWithTypeArguments(node)) found(node.expression);
  if (ts.isTypeQueryNode(node)) return;
  const initializer = (node as { initializer?: ts.Node }).initializer;
  ts.forEachChild(node, (child) => {
    if (child !== initializer) visitTypes(child, found);
  });
}
