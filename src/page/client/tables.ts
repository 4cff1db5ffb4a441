/// <reference lib="dom" />

/**
 * Makes tables sortable by buttons in their heads, and filterable by a field above. Runs in the browser; uses nothing
 * outside of itself.
 */
export function sortTables(): void {
  const keyOf = (row: HTMLTableRowElement, column: number): string => {
    const cell = row.cells[column];
    return cell?.dataset.sort ?? cell?.textContent?.trim() ?? "";
  };
  const compare = (a: string, b: string): number => {
    const [left, right] = [Number(a), Number(b)];
    const numbers = a !== "" && b !== "" && !Number.isNaN(left) && !Number.isNaN(right);
    if (numbers) return left === right ? 0 : left - right;
    return a.localeCompare(b, "en", { numeric: true });
  };
  const sort = (table: HTMLTableElement, heads: HTMLTableCellElement[], column: number): void => {
    const head = heads[column];
    const body = table.tBodies[0];
    if (head === undefined || body === undefined) return;
    const before = head.getAttribute("aria-sort");
    const first = head.classList.contains("number") ? "descending" : "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    const order = before === first ? other : first;
    for (const one of heads) one.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const keyed = [...body.rows].map((row) => ({ row, key: keyOf(row, column) }));
    keyed.sort((a, b) => (order === "ascending" ? compare(a.key, b.key) : compare(b.key, a.key)));
    body.append(...keyed.map(({ row }) => row));
  };
  const addFilter = (table: HTMLTableElement): void => {
    const rows = [...(table.tBodies[0]?.rows ?? [])];
    const tools = document.createElement("div");
    tools.className = "table-tools";
    const label = document.createElement("label");
    const input = document.createElement("input");
    const told = document.createElement("span");
    input.type = "search";
    told.setAttribute("role", "status");
    label.append("Filter ", input);
    tools.append(label, told);
    input.addEventListener("input", () => {
      const wanted = input.value.toLowerCase();
      let shown = 0;
      for (const row of rows) {
        // With spaces, so that a word is not found across the border of two cells.
        const text = Array.from(row.cells, (cell) => cell.textContent).join(" ");
        row.hidden = wanted !== "" && !text.toLowerCase().includes(wanted);
        if (!row.hidden) shown++;
      }
      told.textContent = wanted === "" ? "" : `${shown} of ${rows.length}`;
    });
    const frame = table.closest(".table-frame") ?? table;
    frame.before(tools);
  };
  for (const table of document.querySelectorAll<HTMLTableElement>("table[data-sortable]")) {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    for (const [column, head] of heads.entries()) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, heads, column));
    }
    if (table.hasAttribute("data-filter")) addFilter(table);
  }
}
