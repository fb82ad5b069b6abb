// Called by options-doc.mjs.
// Reads JSDoc, types, defaults and rules of the option classes.
import { join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from './ensure-installed.mjs';

/**
 * @typedef {object} Option
 * @property {string} name with its part: `buffer.maxSize`
 * @property {string} meaning Markdown
 * @property {string} type
 * @property {string | undefined} fallback the default, as code or in words
 * @property {string[]} rules messages that are written to follow a value: "must be …"
 * @property {string | undefined} seed the setting of the Django package, Markdown
 */
/** @typedef {{ name: string, comment: string, options: Option[] }} Slice `name` is empty for the top level */
/** @typedef {ts.PropertyDeclaration | ts.TypeElement} Member */

const LIBRARY = join(ROOT, 'libs/activity-tracker');
const OPTIONS_FILE = join(LIBRARY, 'src/activity-tracker.options.ts');
const MODULE_FILE = join(LIBRARY, 'src/module/module-definition.ts');

const program = libraryProgram();
const checker = program.getTypeChecker();

/** The top level, then each part in pipeline order. @returns {Slice[]} */
export function readSlices() {
  const root = find(OPTIONS_FILE, 'RootOptions', ts.isClassDeclaration);
  return [sliceOf('', root), ...sliceClasses().map(([name, declaration]) => sliceOf(name, declaration))];
}

/** What shapes the module itself. @returns {Option[]} */
export function readExtras() {
  const { members } = find(MODULE_FILE, 'ActivityTrackerExtras', ts.isInterfaceDeclaration);
  return members.map((member) => optionOf('', member));
}

/** The classes in `SLICES`, by the name under which a user gives them. @returns {[string, ts.ClassDeclaration][]} */
function sliceClasses() {
  const { initializer } = find(OPTIONS_FILE, 'SLICES', ts.isVariableDeclaration);
  if (!initializer) throw new Error('SLICES has no value');
  return checker.getPropertiesOfType(checker.getTypeAtLocation(initializer)).map((property) => {
    const instance = checker.getTypeOfSymbol(property).getConstructSignatures()[0]?.getReturnType();
    const declaration = instance?.symbol.declarations?.find(ts.isClassDeclaration);
    if (!declaration) throw new Error(`SLICES.${property.name} is no class`);
    return [property.name, declaration];
  });
}

/** @param {string} name @param {ts.ClassDeclaration} declaration @returns {Slice} */
function sliceOf(name, declaration) {
  // What a class that is not public says is for those who work on the library.
  const isPublic = ts.getJSDocTags(declaration).some((tag) => tag.tagName.text === 'publicApi');
  const options = declaration.members
    .filter(ts.isPropertyDeclaration)
    .map((member) => optionOf(name && `${name}.`, member));
  return { name, comment: isPublic ? commentOf(declaration) : '', options };
}

/** @param {string} prefix @param {Member} member @returns {Option} */
function optionOf(prefix, member) {
  const name = prefix + member.name?.getText();
  const comment = commentOf(member);
  if (!comment) throw new Error(`${name} has no JSDoc`);
  const stray = ts.getJSDocTags(member).find((tag) => tag.tagName.text !== 'default')?.tagName.text;
  if (stray) throw new Error(`the JSDoc of ${name} breaks off at "@${stray}": put it between backticks`);
  const [, meaning = '', seed] = /^(.*?)(?:\s*Seed: (?:Django's )?(.+)\.)?$/s.exec(comment) ?? [];
  return { name, meaning, type: typeOf(member), fallback: defaultOf(name, member), rules: rulesOf(member), seed };
}

/** As it is written; but names of the library's own, which say nothing to a reader, are written out. @param {Member} member */
function typeOf(member) {
  const annotation = 'type' in member ? member.type : undefined;
  if (annotation && !namesAnAlias(annotation)) return annotation.getText();
  const type = checker.getNonNullableType(checker.getTypeAtLocation(member));
  const { NoTruncation, InTypeAlias, UseSingleQuotesForStringLiteralType } = ts.TypeFormatFlags;
  return checker
    .typeToString(type, member, NoTruncation | InTypeAlias | UseSingleQuotesForStringLiteralType)
    .replaceAll(/import\("[^"]*"\)\./g, '');
}

/** Whether a type holds a name that the library declares with `type`. @param {ts.Node} node @returns {boolean} */
function namesAnAlias(node) {
  if (ts.isTypeReferenceNode(node)) {
    const symbol = checker.getSymbolAtLocation(node.typeName);
    const declared = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const alias = declared?.declarations?.find(ts.isTypeAliasDeclaration);
    if (alias && !relative(LIBRARY, alias.getSourceFile().fileName).startsWith('..')) return true;
  }
  return ts.forEachChild(node, (child) => namesAnAlias(child) || undefined) ?? false;
}

/** @param {string} name @param {Member} member */
function defaultOf(name, member) {
  const tag = ts.getJSDocTags(member).find((tag) => tag.tagName.text === 'default');
  if (!tag && 'initializer' in member && member.initializer) throw new Error(`${name} has a default, but no @default`);
  return tag && plain(tag.comment);
}

/** @param {Member} member */
function rulesOf(member) {
  const decorators = ts.canHaveDecorators(member) ? (ts.getDecorators(member) ?? []) : [];
  return [...new Set(decorators.flatMap(({ expression }) => messageOf(expression) ?? []))];
}

/** Its message, where that is known before it runs. @param {ts.LeftHandSideExpression} decorator */
function messageOf(decorator) {
  const options = ts.isCallExpression(decorator) ? decorator.arguments.at(-1) : undefined;
  const message = options && checker.getTypeAtLocation(options).getProperty('message')?.valueDeclaration;
  if (!message || !ts.isPropertyAssignment(message)) return undefined;
  const type = checker.getTypeAtLocation(message.initializer);
  return type.isStringLiteral() ? type.value : undefined;
}

/** @param {ts.Node} node */
function commentOf(node) {
  return plain(ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment);
}

/** @param {Parameters<typeof ts.getTextOfJSDocComment>[0]} comment */
function plain(comment) {
  return (ts.getTextOfJSDocComment(comment) ?? '').replaceAll(/\{@link (\w+)\}/g, '`$1`').trim();
}

/**
 * @template {ts.Declaration} T
 * @param {string} file
 * @param {string} name
 * @param {(node: ts.Node) => node is T} isKind
 * @returns {T}
 */
function find(file, name, isKind) {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const declaration = module?.exports?.get(ts.escapeLeadingUnderscores(name))?.declarations?.find(isKind);
  if (!declaration) throw new Error(`${relative(ROOT, file)} exports no ${name}`);
  return declaration;
}

function libraryProgram() {
  const { config } = ts.readConfigFile(join(LIBRARY, 'tsconfig.lib.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, LIBRARY);
  return ts.createProgram({ rootNames: [OPTIONS_FILE, MODULE_FILE], options });
}
