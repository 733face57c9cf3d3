"""Errors and messages. pyrollbar reads no variables itself, so these three are the application's."""

import os

import rollbar
import rollbar.contrib.flask
from flask import Flask, got_request_exception


def instrument(app: Flask) -> None:
    rollbar.init(
        os.environ["ROLLBAR_ACCESS_TOKEN"],
        os.environ.get("ROLLBAR_ENVIRONMENT", "production"),
        # With the slash: pyrollbar resolves `item/` against it.
        endpoint=os.environ.get("ROLLBAR_ENDPOINT", "https://api.rollbar.com/api/1/"),
        # Frames below it are the application's own, and only they are sent with their locals.
        root=os.path.dirname(os.path.realpath(__file__)),
        # Flask has set logging up already.
        allow_logging_basic_config=False,
    )
    # The signal of blinker that Flask sends before it answers 500.
    got_request_exception.connect(rollbar.contrib.flask.report_exception, app)
