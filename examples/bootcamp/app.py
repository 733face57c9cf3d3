"""A small Flask application told of by three SDKs at once, or by each alone: the environment alone says which and where."""

import logging
import os
import signal
import sys
import threading
from datetime import datetime, timedelta, timezone

import requests
import rollbar
from flask import Flask, jsonify, render_template, request
from opentelemetry import metrics, trace
from werkzeug.serving import make_server

app = Flask(__name__, static_folder="page/dist", static_url_path="/page")

if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
    import with_opentelemetry

    with_opentelemetry.instrument(app)
if os.environ.get("AWS_XRAY_DAEMON_ADDRESS"):
    import with_xray

    with_xray.instrument(app)
if os.environ.get("ROLLBAR_ACCESS_TOKEN"):
    import with_rollbar

    with_rollbar.instrument(app)

tracer = trace.get_tracer("home.activities")
shown = metrics.get_meter("home.activities").create_counter("app.activities_shown", unit="{activity}")
logger = logging.getLogger("home.activities")
logger.setLevel(logging.INFO)
is_home_broken = threading.Event()


@app.get("/")
def index():
    return render_template("index.html", settings=page_settings())


def page_settings() -> dict[str, object]:
    """Where the page sends. Whoever opens a page can read its keys, so it has keys of its own."""
    settings: dict[str, object] = {}
    key, otlp = os.environ.get("PAGE_OTLP_KEY"), os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")
    if key and otlp:
        settings["otlp"] = {"endpoint": otlp, "headers": {"x-honeycomb-team": key}}
    token, rollbar_base = os.environ.get("PAGE_ROLLBAR_ACCESS_TOKEN"), os.environ.get("ROLLBAR_ENDPOINT")
    if token and rollbar_base:
        settings["rollbar"] = {
            "accessToken": token,
            # pyrollbar is told the base, rollbar.js the whole address.
            "endpoint": f"{rollbar_base}item/",
            "environment": os.environ.get("ROLLBAR_ENVIRONMENT", "production"),
        }
    return settings


@app.get("/api/activities/home")
def home_activities():
    with tracer.start_as_current_span("home-activities-mock-data") as span:
        now = datetime.now(timezone.utc)
        span.set_attribute("app.now", now.isoformat())
        if is_home_broken.is_set():
            raise ValueError("the madeleines are missing")
        activities = [
            {"handle": "Marcel", "message": "I have taken up baking.", "created_at": now - timedelta(days=2)},
            {"handle": "Léonie", "message": "The tea is ready.", "created_at": now - timedelta(days=1)},
            {"handle": "Charles", "message": "Back by Sunday.", "created_at": now - timedelta(hours=3)},
        ]
        span.set_attribute("app.result_length", len(activities))
        logger.info("showing %s activities", len(activities), extra={"feed": "home"})
        shown.add(len(activities), {"feed": "home"})
    return jsonify([{**activity, "created_at": activity["created_at"].isoformat()} for activity in activities])


@app.put("/api/switch")
def switch():
    """`{"broken": true}` makes home raise, `{"broken": false}` mends it."""
    if request.get_json()["broken"]:
        is_home_broken.set()
    else:
        is_home_broken.clear()
    return jsonify({"broken": is_home_broken.is_set()})


@app.get("/rollbar/test")
def rollbar_test():
    rollbar.report_message("Hello World!", "warning")
    return "Hello World!"


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
    # The SDKs send what is still queued when the interpreter exits, which a bare SIGTERM would not let them do.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"listening on {origin}", flush=True)
    try:
        server.serve_forever()
    finally:
        stopping.set()


if __name__ == "__main__":
    main()
