// Completes package-lock.json after `npm install`: `node scripts/complete-lockfile.mjs`.
// A package for another platform that the registry in use doesn't offer is left out of the lock file by npm, and `npm ci`
// then refuses the file everywhere. Such optional packages are named exactly by their parents, so that their entries can
// be written without having them; each platform fetches its own.
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64", "wasm32"];

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
const words = (name) => name.split("/").at(-1).split("-");
let added = 0;
for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const known = `node_modules/${name}` in lock.packages || `${parent}/node_modules/${name}` in lock.packages;
    const os = SYSTEMS.filter((system) => words(name).includes(system));
    const cpu = PROCESSORS.filter((processor) => words(name).includes(processor));
    if (known || os.length === 0 || !/^\d+\.\d+\.\d+/u.test(version)) continue;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      os,
    };
    added++;
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);
