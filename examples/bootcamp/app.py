"""A small Flask application with the official OpenTelemetry SDK. Where it sends is told by the environment alone."""

import logging
import os
import signal
import sys
import threading
from datetime import datetime, timedelta, timezone

import requests
from flask import Flask, jsonify
from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from werkzeug.serving import make_server

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("home.activities")

metrics.set_meter_provider(MeterProvider([PeriodicExportingMetricReader(OTLPMetricExporter())]))
shown = metrics.get_meter("home.activities").create_counter("app.activities_shown", unit="{activity}")

# What Python's own logging gets, with the trace it was said in.
log_provider = LoggerProvider()
log_provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
logging.getLogger().addHandler(LoggingHandler(logger_provider=log_provider))
logger = logging.getLogger("home.activities")
logger.setLevel(logging.INFO)

app = Flask(__name__)
FlaskInstrumentor().instrument_app(app)
RequestsInstrumentor().instrument()


@app.get("/api/activities/home")
def home_activities():
    with tracer.start_as_current_span("home-activities-mock-data") as span:
        now = datetime.now(timezone.utc)
        span.set_attribute("app.now", now.isoformat())
        activities = [
            {"handle": "Marcel", "message": "I have taken up baking.", "created_at": now - timedelta(days=2)},
            {"handle": "Léonie", "message": "The tea is ready.", "created_at": now - timedelta(days=1)},
            {"handle": "Charles", "message": "Back by Sunday.", "created_at": now - timedelta(hours=3)},
        ]
        span.set_attribute("app.result_length", len(activities))
        logger.info("showing %s activities", len(activities), extra={"feed": "home"})
        shown.add(len(activities), {"feed": "home"})
    return jsonify([{**activity, "created_at": activity["created_at"].isoformat()} for activity in activities])


@app.get("/api/activities/broken")
def broken_activities():
    raise ValueError("the madeleines are missing")


@app.get("/api/health-check")
def health_check():
    return jsonify({"success": True})


def call_health_check(url: str, interval_seconds: float, stopping: threading.Event) -> None:
    while not stopping.wait(interval_seconds):
        try:
            requests.get(url, timeout=5)
        except requests.RequestException as error:
            print(f"health check failed: {error}", file=sys.stderr, flush=True)


def main() -> None:
    server = make_server("127.0.0.1", int(os.environ.get("PORT", "4567")), app, threaded=True)
    origin = f"http://127.0.0.1:{server.server_port}"
    stopping = threading.Event()
    interval_seconds = float(os.environ.get("HEALTH_CHECK_SECONDS", "30"))
    arguments = (f"{origin}/api/health-check", interval_seconds, stopping)
    threading.Thread(target=call_health_check, args=arguments, daemon=True).start()
    # The SDK sends what is still queued when the interpreter exits, which a bare SIGTERM would not let it do.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"listening on {origin}", flush=True)
    try:
        server.serve_forever()
    finally:
        stopping.set()


if __name__ == "__main__":
    main()
