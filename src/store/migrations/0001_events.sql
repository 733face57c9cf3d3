-- Every record, wide. One row of an EventBatch (src/model/event-batch.ts), with the same names in snake_case.
-- Partitions are days of arrival, so that a sender with absurd times cannot spread a block over many partitions; event
-- time prunes through the sort key and its minmax index (docs/adr/0002-event-time.md).
CREATE TABLE events
(
  environment    UInt32,
  dataset        LowCardinality(String),
  signal         LowCardinality(String),
  kind           LowCardinality(String),
  -- Epoch ns, 0 to 2^63-1.
  time           Int64 CODEC(Delta(8), ZSTD(1)),
  -- Nanoseconds, -1 where absent.
  duration_ns    Int64 CODEC(ZSTD(1)),
  -- All zero where absent. Ids do not compress.
  trace_id       FixedString(16) CODEC(NONE),
  span_id        FixedString(8) CODEC(NONE),
  parent_id      FixedString(8) CODEC(LZ4),
  link_trace_id  FixedString(16) CODEC(LZ4),
  link_span_id   FixedString(8) CODEC(LZ4),
  name           LowCardinality(String),
  parent_name    LowCardinality(String),
  service        LowCardinality(String),
  span_kind      LowCardinality(String),
  -- 0 unset, 1 ok, 2 error.
  status_code    UInt8,
  status_message String CODEC(ZSTD(1)),
  trace_state    String CODEC(ZSTD(1)),
  scope_name     LowCardinality(String),
  scope_version  LowCardinality(String),
  -- How many real events the row stands for, >= 1.
  weight         Float64 CODEC(ZSTD(1)),
  attr_string    Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  attr_int       Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
  attr_float     Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  attr_bool      Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
  -- Losslessly, as OTLP's JSON form of AnyValue: arrays, maps, bytes, empty values.
  attr_json      Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ingested       DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  -- Door and mapping version: otlp/1.
  source         LowCardinality(String),
  -- 0 where the protocol has no repeats.
  request_hash   UInt64 CODEC(ZSTD(1)),
  INDEX time_range time TYPE minmax GRANULARITY 1,
  INDEX ingested_range ingested TYPE minmax GRANULARITY 1,
  INDEX trace_bloom trace_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = {engine:MergeTree}
PARTITION BY toDate(ingested)
ORDER BY (environment, intDiv(time, 3600000000000), dataset, name, time)
SETTINGS
  min_level_for_wide_part = 1,
  index_granularity = 1024,
  min_compress_block_size = 16384,
  max_compress_block_size = 65536,
  fsync_after_insert = 1,
  fsync_part_directory = 1,
  non_replicated_deduplication_window = 1000;

-- Where in time a trace lies, so that a look-up by id prunes to its hours at any age. One row per trace and request,
-- written before the events; rows of a request whose events were not kept do no harm.
CREATE TABLE trace_times
(
  environment UInt32,
  trace_id    FixedString(16) CODEC(NONE),
  -- Epoch ns: first start and last end.
  min_time    Int64 CODEC(ZSTD(1)),
  max_time    Int64 CODEC(ZSTD(1)),
  ingested    DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  INDEX ingested_range ingested TYPE minmax GRANULARITY 1
)
ENGINE = {engine:MergeTree}
PARTITION BY toDate(ingested)
ORDER BY (environment, trace_id)
SETTINGS
  index_granularity = 256,
  fsync_after_insert = 1,
  fsync_part_directory = 1,
  non_replicated_deduplication_window = 1000;
