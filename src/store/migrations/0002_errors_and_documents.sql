-- What is known of failures, and what senders want back as they sent it. Rows of the side tables are only ever added; of
-- several with one sort key the highest version counts, which FINAL reads. Columns: src/model/side-rows.ts.
ALTER TABLE events
  -- What was known of an error on arrival; 0 for everything else.
  ADD COLUMN IF NOT EXISTS issue_id         UInt64 CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS occurrence_id    UInt64 CODEC(ZSTD(1)),
  -- Of the X-Ray document a row was made from; 0 for everything else.
  ADD COLUMN IF NOT EXISTS document_version UInt64 CODEC(ZSTD(1));

CREATE TABLE occurrences
(
  environment            UInt32,
  project_id             UInt64,
  occurrence_id          UInt64,
  version                UInt64 CODEC(ZSTD(1)),
  -- The occurrence this telling belongs to; 0 when it was taken back.
  canonical_id           UInt64 CODEC(ZSTD(1)),
  issue_id               UInt64 CODEC(ZSTD(1)),
  teller                 LowCardinality(String),
  identity               FixedString(16) CODEC(NONE),
  uuid                   String CODEC(ZSTD(1)),
  -- Epoch ns: the sender's clock, and arrival.
  time                   Int64 CODEC(Delta(8), ZSTD(1)),
  received               Int64 CODEC(Delta(8), ZSTD(1)),
  failure                FixedString(16) CODEC(LZ4),
  fingerprint            LowCardinality(String),
  grouping_version       UInt8,
  deployment_environment LowCardinality(String),
  level                  LowCardinality(String),
  kind                   LowCardinality(String),
  type                   LowCardinality(String),
  message                String CODEC(ZSTD(1)),
  title                  String CODEC(ZSTD(1)),
  -- All zero where absent.
  trace_id               FixedString(16) CODEC(LZ4),
  span_id                FixedString(8) CODEC(LZ4),
  service                LowCardinality(String),
  host                   LowCardinality(String),
  url_path               String CODEC(ZSTD(1)),
  url                    String CODEC(ZSTD(1)),
  context                LowCardinality(String),
  framework              LowCardinality(String),
  platform               LowCardinality(String),
  language               LowCardinality(String),
  code_version           LowCardinality(String),
  person_id              String CODEC(ZSTD(1)),
  person_name            String CODEC(ZSTD(1)),
  person_email           String CODEC(ZSTD(1)),
  user_ip                String CODEC(ZSTD(1)),
  notifier               LowCardinality(String),
  ingested               DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  INDEX ingested_range ingested TYPE minmax GRANULARITY 1,
  INDEX identity_bloom identity TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX failure_bloom failure TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX trace_bloom trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX issue_bloom issue_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX uuid_bloom uuid TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = {engine:ReplacingMergeTree(version)}
PARTITION BY toDate(ingested)
ORDER BY (environment, project_id, occurrence_id)
SETTINGS
  index_granularity = 1024,
  fsync_after_insert = 1,
  fsync_part_directory = 1,
  non_replicated_deduplication_window = 1000;

CREATE TABLE occurrence_payloads
(
  environment   UInt32,
  project_id    UInt64,
  occurrence_id UInt64,
  version       UInt64 CODEC(ZSTD(1)),
  -- JSON text of `data`, scrubbed.
  payload       String CODEC(ZSTD(3)),
  ingested      DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  INDEX ingested_range ingested TYPE minmax GRANULARITY 1
)
ENGINE = {engine:ReplacingMergeTree(version)}
PARTITION BY toDate(ingested)
ORDER BY (environment, project_id, occurrence_id)
SETTINGS
  -- A read of one payload inflates its neighbours: keep them few.
  index_granularity = 64,
  max_compress_block_size = 262144,
  fsync_after_insert = 1,
  fsync_part_directory = 1,
  non_replicated_deduplication_window = 1000;

CREATE TABLE segments
(
  environment    UInt32,
  trace_id       FixedString(16) CODEC(NONE),
  segment_id     FixedString(8) CODEC(NONE),
  parent_id      FixedString(8) CODEC(LZ4),
  version        UInt64 CODEC(ZSTD(1)),
  is_in_progress UInt8,
  is_subsegment  UInt8,
  name           LowCardinality(String),
  -- Epoch ns; -1 where the document has no end.
  start_time     Int64 CODEC(ZSTD(1)),
  end_time       Int64 CODEC(ZSTD(1)),
  -- JSON text as it came.
  document       String CODEC(ZSTD(3)),
  ingested       DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  INDEX ingested_range ingested TYPE minmax GRANULARITY 1,
  INDEX start_range start_time TYPE minmax GRANULARITY 1,
  INDEX progress is_in_progress TYPE minmax GRANULARITY 1
)
ENGINE = {engine:ReplacingMergeTree(version)}
PARTITION BY toDate(ingested)
ORDER BY (environment, trace_id, segment_id)
SETTINGS
  index_granularity = 256,
  fsync_after_insert = 1,
  fsync_part_directory = 1,
  non_replicated_deduplication_window = 1000;
