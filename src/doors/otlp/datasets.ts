import { datasetOfService, datasetSlug, UNKNOWN_DATASET } from '../../model/dataset.ts';

/** Source: husky 0.43 otlp/common.go getLogsDataset, and Honeycomb's documentation of metrics (2021). */
const UNKNOWN_LOGS_DATASET = 'unknown_log_source';
const UNKNOWN_METRICS_DATASET = 'unknown_metrics';

/** A log record belongs to its service; the header is for senders that name none. */
export function datasetOfLogs(service: string, datasetHeader: string): string {
  const dataset = datasetOfService(service);
  return dataset === UNKNOWN_DATASET ? headerDataset(datasetHeader, UNKNOWN_LOGS_DATASET) : dataset;
}

/** Metrics of all services share one dataset. */
export function datasetOfMetrics(datasetHeader: string): string {
  return headerDataset(datasetHeader, UNKNOWN_METRICS_DATASET);
}

function headerDataset(datasetHeader: string, otherwise: string): string {
  const name = datasetHeader.trim();
  return name === '' ? otherwise : datasetSlug(name);
}
