"""A span, a log record inside it and a counter, as the official exporters send them. Where to is told by the environment."""

import logging

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

traces = TracerProvider()
traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
logs = LoggerProvider()
logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
meters = MeterProvider([PeriodicExportingMetricReader(OTLPMetricExporter())])
trace.set_tracer_provider(traces)
metrics.set_meter_provider(meters)

# The exporters' own complaints go through the root logger, which must not send them.
shop = logging.getLogger("shop")
shop.setLevel(logging.INFO)
shop.addHandler(LoggingHandler(logger_provider=logs))
shop.propagate = False

with trace.get_tracer("shop").start_as_current_span("buy") as span:
    shop.info("bought %s", "tea")
    metrics.get_meter("shop").create_counter("orders").add(3, {"article": "tea"})
    print(f"trace {span.get_span_context().trace_id:032x}", flush=True)

# A flush waits for retries, a shutdown would end them.
traces.force_flush()
for provider in (traces, logs, meters):
    provider.shutdown()
