import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findToken, hubEnvironment } from "./environment.js";

describe("the environment of the Hub", () => {
  it("has the defaults of Python's huggingface_hub", () => {
    const home = join(homedir(), ".cache", "huggingface");
    expect(hubEnvironment({})).toEqual({
      endpoint: "https://huggingface.co",
      offline: false,
      cacheDir: join(home, "hub"),
      token: undefined,
      tokenPath: join(home, "token"),
    });
  });

  it.each([
    [{ HF_HOME: "/a" }, "/a/hub", "/a/token"],
    [{ XDG_CACHE_HOME: "/x" }, "/x/huggingface/hub", "/x/huggingface/token"],
    [{ HF_HOME: "/a", HF_HUB_CACHE: "/b", HF_TOKEN_PATH: "/t" }, "/b", "/t"],
    [{ HF_HOME: "/a", HUGGINGFACE_HUB_CACHE: "/old" }, "/old", "/a/token"],
    [{ HUGGINGFACE_HUB_CACHE: "/old", HF_HUB_CACHE: "/b", HF_HOME: "~/h" }, "/b", join(homedir(), "h/token")],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
    [{ DISK: "/d", HF_HOME: "$DISK/hf", HF_HUB_CACHE: "${DISK}/$NONE" }, "/d/$NONE", "/d/hf/token"],
  ])("%j: the cache is %s and the token's file %s", (env, cacheDir, tokenPath) => {
    expect(hubEnvironment(env)).toMatchObject({ cacheDir, tokenPath });
  });

  it.each([
    [{ HF_HUB_OFFLINE: "1" }, true],
    [{ HF_HUB_OFFLINE: "true" }, true],
    [{ TRANSFORMERS_OFFLINE: "YES" }, true],
    [{ HF_HUB_OFFLINE: "0", TRANSFORMERS_OFFLINE: "1" }, false],
    [{ HF_HUB_OFFLINE: "" }, false],
  ])("%j: offline is %s", (env, offline) => {
    expect(hubEnvironment(env).offline).toBe(offline);
  });

  it("takes an endpoint without its last slash", () => {
    expect(hubEnvironment({ HF_ENDPOINT: "http://mirror:80/hf/" }).endpoint).toBe("http://mirror:80/hf");
  });
});

describe("the token", () => {
  it("is the variable's, else the login's file, else none", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pinakes-token-"));
    await writeFile(join(folder, "token"), "hf_file\n");
    expect(await findToken(hubEnvironment({ HF_TOKEN: " hf_variable\n", HF_HOME: folder }))).toBe("hf_variable");
    expect(await findToken(hubEnvironment({ HUGGING_FACE_HUB_TOKEN: "hf_old", HF_HOME: folder }))).toBe("hf_old");
    expect(await findToken(hubEnvironment({ HF_TOKEN: "", HF_HOME: folder }))).toBe("hf_file");
    expect(await findToken(hubEnvironment({ HF_HOME: join(folder, "none") }))).toBeUndefined();
    const silent = { HF_HUB_DISABLE_IMPLICIT_TOKEN: "1", HF_TOKEN: "hf_variable", HF_HOME: folder };
    expect(await findToken(hubEnvironment(silent))).toBeUndefined();
    await rm(folder, { recursive: true });
  });
});
