-- Traces of a time range (lists of X-Ray's API, its graph) read whole days of arrivals otherwise: the sort key is for ids. Ids
-- are in no order of time but X-Ray's, so this leaves out parts, which hold days or less, rather than rows in them.
ALTER TABLE trace_times
  ADD INDEX IF NOT EXISTS start_range min_time TYPE minmax GRANULARITY 1,
  ADD INDEX IF NOT EXISTS end_range max_time TYPE minmax GRANULARITY 1;

-- Of what is there already, in the background.
ALTER TABLE trace_times MATERIALIZE INDEX start_range, MATERIALIZE INDEX end_range;
