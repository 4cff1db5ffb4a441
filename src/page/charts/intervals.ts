/** What ECharts gives to what draws an item. */
interface DrawApi {
  value(dimension: number): number;
  coord(point: readonly [number, number]): [number, number];
}

/** Whiskers over a row each: a line from low to high with ends. */
export function intervals(
  ranges: readonly (readonly [low: number, high: number] | undefined)[] | undefined,
  { offset, color }: { readonly offset: number; readonly color: string },
): object[] {
  if (ranges === undefined) return [];
  const renderItem = (_: unknown, api: DrawApi): object => {
    const [left, middle] = api.coord([api.value(0), api.value(2)]);
    const [right] = api.coord([api.value(1), api.value(2)]);
    const y = middle + offset;
    const line = (x1: number, y1: number, x2: number, y2: number): object => ({
      type: "line",
      shape: { x1, y1, x2, y2 },
      style: { stroke: color, lineWidth: 1.5 },
    });
    return {
      type: "group",
      children: [line(left, y, right, y), line(left, y - 3, left, y + 3), line(right, y - 3, right, y + 3)],
    };
  };
  const data = ranges.flatMap((range, row) => (range === undefined ? [] : [[range[0], range[1], row]]));
  return [{ type: "custom", renderItem, data, encode: { x: [0, 1], y: 2 }, silent: true, z: 5 }];
}
