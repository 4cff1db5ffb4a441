import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { cacheLocation } from "./location.js";

const of = (setting: boolean | string, env: Record<string, string>, platform: NodeJS.Platform = "linux") =>
  cacheLocation({ setting, baseDir: "/project", env, platform });

it.each([
  [of(true, {}), join(homedir(), ".cache", "pinakes")],
  [of(true, {}, "darwin"), join(homedir(), "Library", "Caches", "pinakes")],
  [of(true, { LOCALAPPDATA: "/local" }, "win32"), join("/local", "pinakes")],
  [of(true, { XDG_CACHE_HOME: "/xdg" }), join("/xdg", "pinakes")],
  [of(true, { PINAKES_CACHE: "/own", XDG_CACHE_HOME: "/xdg" }), resolve("/own")],
  [of(true, { PINAKES_CACHE: "~/own" }), join(homedir(), "own")],
  [of(true, { PINAKES_CACHE: "" }), join(homedir(), ".cache", "pinakes")],
  [of(true, { PINAKES_CACHE: "OFF" }), undefined],
  [of(true, { PINAKES_CACHE: "0" }), undefined],
  [of("cache", { PINAKES_CACHE: "off" }), resolve("/project/cache")],
  [of(false, { PINAKES_CACHE: "/own" }), undefined],
])("the folder is %s", (found, expected) => {
  expect(found).toBe(expected);
});
