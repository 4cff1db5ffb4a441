// Imported into a process that is measured: writes the peak of its memory when it ends.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  writeFileSync(process.env.PINAKES_PEAK_FILE, JSON.stringify({ kib: process.resourceUsage().maxRSS }));
});
