import { z } from "zod";

/** The `cache` key of the config. */
export const cacheConfig = z
  .union([z.boolean(), z.string().min(1)])
  .default(true)
  .describe(
    "Where token ids and frozen text vectors are kept for the next run: true for PINAKES_CACHE or the user's cache folder, a folder, or false for nowhere.",
  );
