/** A value whose numbers keep six digits: a head over kept vectors adds in another order than the graph does. */
export function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, item: unknown) =>
    typeof item === "number" ? Number(item.toPrecision(6)) : item,
  );
}
