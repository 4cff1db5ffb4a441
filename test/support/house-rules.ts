import ts from "typescript";
import { nodesOf, placeOf, type SourceFile } from "./source-files.js";

/** Uses of the type `any` and of comments that switch the type checker off. */
export function typeEscapes(file: SourceFile): string[] {
  const found = [...nodesOf(file.tree)]
    .filter((node) => node.kind === ts.SyntaxKind.AnyKeyword)
    .map((node) => `${placeOf(file, node)} any`);
  for (const [index, line] of file.text.split("\n").entries()) {
    const comment = /\/[/*].*@ts-(?:ignore|expect-error|nocheck)/u.exec(line);
    if (comment !== null) found.push(`${file.path}:${index + 1} ${comment[0]}`);
  }
  return found;
}

/** Calls that make a result depend on the moment, on luck, or that print. */
export function forbiddenCalls(file: SourceFile): string[] {
  const found: string[] = [];
  for (const node of nodesOf(file.tree)) {
    if (ts.isPropertyAccessExpression(node) && FORBIDDEN.test(node.getText())) {
      found.push(`${placeOf(file, node)} ${node.getText()}`);
    }
    if (ts.isNewExpression(node) && node.expression.getText() === "Date" && (node.arguments ?? []).length === 0) {
      found.push(`${placeOf(file, node)} new Date()`);
    }
  }
  return found;
}

const FORBIDDEN =
  /^(?:Math\.random|Date\.now|crypto\.(?:randomUUID|randomBytes|getRandomValues)|console\.\w+|process\.std(?:out|err))$/u;

/** Exports of whole modules: the public surface of a room is written by hand. */
export function wholesaleExports(file: SourceFile): string[] {
  return file.tree.statements
    .filter((node) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
    .filter((node) => (node as ts.ExportDeclaration).exportClause === undefined)
    .map((node) => `${placeOf(file, node)} ${node.getText()}`);
}

/** Exported declarations without a doc comment. */
export function undocumentedExports(file: SourceFile): string[] {
  return file.tree.statements
    .filter((node) => isExportedDeclaration(node) && ts.getJSDocCommentsAndTags(node).length === 0)
    .map((node) => `${placeOf(file, node)} ${node.getText().split("\n")[0]?.slice(0, 80)}`);
}

function isExportedDeclaration(node: ts.Statement): boolean {
  if (!ts.canHaveModifiers(node)) return false;
  const modifiers = ts.getModifiers(node) ?? [];
  return modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
}

/** Functions of more lines than the cap. */
export function longFunctions(file: SourceFile, cap: number): string[] {
  return functionsOf(file)
    .filter((node) => linesOf(file, node) > cap)
    .map((node) => `${placeOf(file, node)} ${linesOf(file, node)} lines`);
}

/** All functions with a body. */
export function functionsOf(file: SourceFile): ts.FunctionLikeDeclaration[] {
  return [...nodesOf(file.tree)].filter(
    (node): node is ts.FunctionLikeDeclaration =>
      ts.isFunctionLike(node) && "body" in node && node.body !== undefined && ts.isBlock(node.body as ts.Node),
  );
}

function linesOf(file: SourceFile, node: ts.Node): number {
  const line = (position: number) => file.tree.getLineAndCharacterOfPosition(position).line;
  return line(node.getEnd()) - line(node.getStart()) + 1;
}

/** Exported functions with more positional parameters than the cap. */
export function longParameterLists(file: SourceFile, cap: number): string[] {
  return functionsOf(file)
    .filter((node) => ts.isFunctionDeclaration(node) && isExportedDeclaration(node) && node.parameters.length > cap)
    .map((node) => `${placeOf(file, node)} ${node.name?.getText()}: ${node.parameters.length} parameters`);
}
