import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

// The process needs about this much beside the engine's own accounting; the rest of `memoryBytes` is the engine's.
const ENGINE_SHARE = 0.6;
// Of the engine's share. Left alone, the caches may grow to 5 GiB each and crowd out queries.
const MARK_CACHE_SHARE = 0.08;
const SMALL_CACHE_SHARE = 0.02;

/**
 * Writes the engine's configuration into its directory and returns the path. The default memory cap would be 90 % of the
 * machine; dropped parts would hold their space for 8 minutes; pools are sized for a small machine.
 */
export function writeEngineConfig(directory: string, memoryBytes: number): string {
  const engineBytes = Math.floor(memoryBytes * ENGINE_SHARE);
  const smallCacheBytes = Math.floor(engineBytes * SMALL_CACHE_SHARE);
  const path = join(directory, 'engine.xml');
  const settings = {
    max_server_memory_usage: engineBytes,
    mark_cache_size: Math.floor(engineBytes * MARK_CACHE_SHARE),
    index_mark_cache_size: smallCacheBytes,
    primary_index_cache_size: smallCacheBytes,
    query_condition_cache_size: smallCacheBytes,
    compiled_expression_cache_size: smallCacheBytes,
    background_pool_size: 2,
    background_schedule_pool_size: 2,
    background_common_pool_size: 2,
  };
  const lines = Object.entries(settings).map(([name, value]) => `  <${name}>${value}</${name}>`);
  const mergeTree = '  <merge_tree><old_parts_lifetime>30</old_parts_lifetime></merge_tree>';
  writeFileSync(path, ['<clickhouse>', ...lines, mergeTree, '</clickhouse>', ''].join('\n'));
  return path;
}
