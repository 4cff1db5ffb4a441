export { CACHE_KINDS, type CacheFile, type CacheKind, type CacheOptions, DiskCache } from "./disk-cache.js";
export type { CacheEntry } from "./entry-file.js";
export { type CachePlace, cacheLocation } from "./location.js";
