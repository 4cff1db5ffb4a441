import { branches, type SchemaNode } from "./schema.js";

/** What a node of the schema takes, in words: "a whole number of at least 1". */
export function describeExpected(node: SchemaNode): string {
  return [...new Set(branches(node).map(describeBranch))].join(", or ");
}

function describeBranch(node: SchemaNode): string {
  if (node.const !== undefined) return String(node.const);
  if (node.enum !== undefined) return node.enum.length === 1 ? String(node.enum[0]) : `one of ${node.enum.join(", ")}`;
  switch (node.type) {
    case "integer":
      return `a whole number${bounds(node)}`;
    case "number":
      return `a number${bounds(node)}`;
    case "string":
      return describeString(node);
    case "boolean":
      return "true or false";
    case "array":
      return describeList(node);
    default:
      return describeMap(node);
  }
}

function bounds(node: SchemaNode): string {
  const parts: string[] = [];
  if (node.minimum !== undefined) parts.push(`of at least ${node.minimum}`);
  if (node.exclusiveMinimum !== undefined) parts.push(`above ${node.exclusiveMinimum}`);
  if (node.maximum !== undefined) parts.push(`of at most ${node.maximum}`);
  if (node.exclusiveMaximum !== undefined) parts.push(`below ${node.exclusiveMaximum}`);
  return parts.length === 0 ? "" : ` ${parts.join(" and ")}`;
}

function describeString(node: SchemaNode): string {
  if (node.pattern !== undefined) return `a text of the form ${node.pattern}`;
  const shortest = node.minLength ?? 0;
  if (node.maxLength !== undefined) return `a text of ${range(shortest, node.maxLength)}`;
  if (shortest > 1) return `a text of at least ${shortest} characters`;
  return shortest === 1 ? "a text that is not empty" : "a text";
}

function range(shortest: number, longest: number): string {
  const size = shortest === longest ? String(longest) : `${shortest} to ${longest}`;
  return `${size} character${longest === 1 ? "" : "s"}`;
}

function describeList(node: SchemaNode): string {
  if (node.prefixItems !== undefined) {
    return `a list of ${node.prefixItems.length}: ${node.prefixItems.map(describeExpected).join("; ")}`;
  }
  const size = (node.minItems ?? 0) > 0 ? "a list that is not empty" : "a list";
  return node.items === undefined ? size : `${size}, each item ${describeExpected(node.items)}`;
}

function describeMap(node: SchemaNode): string {
  if (typeof node.additionalProperties === "object") {
    return `a map, each value ${describeExpected(node.additionalProperties)}`;
  }
  const keys = Object.keys(node.properties ?? {});
  return keys.length > 8 ? "a map" : `a map with the keys ${keys.join(", ")}`;
}

/** A value as it is shown in messages: JSON, cut to about a line. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
