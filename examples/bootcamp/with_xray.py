"""Segments. The SDK reads AWS_XRAY_DAEMON_ADDRESS itself: documents go there by UDP, sampling rules come from there by TCP."""

import os

from aws_xray_sdk.core import xray_recorder
from aws_xray_sdk.ext.flask.middleware import XRayMiddleware
from flask import Flask


def instrument(app: Flask) -> None:
    # One service has one name, whoever tells of it. AWS_XRAY_TRACING_NAME goes before it.
    xray_recorder.configure(service=os.environ.get("OTEL_SERVICE_NAME", "backend-flask"))
    XRayMiddleware(app, xray_recorder)
