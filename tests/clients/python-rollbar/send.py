"""Sends by pyrollbar what its arguments name, and prints what the SDK said of it, as JSON.

    python send.py ENDPOINT TOKEN CASE...
"""

import json
import logging
import sys

import rollbar

said: list[str] = []


class Listener(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        said.append(f"{record.levelname} {record.getMessage()}")


def chain() -> str:
    try:
        try:
            {}["tea"]
        except KeyError as error:
            raise ValueError("the madeleines are missing") from error
    except ValueError:
        return rollbar.report_exc_info(extra_data={"order": {"id": 42, "password": "hidden"}})


def message() -> str:
    return rollbar.report_message("Hello World!", "warning", extra_data={"feed": "home"})


def too_large() -> str:
    return rollbar.report_message("x" * 2_000_000, "error")


def refused() -> str:
    """A payload handler of the application's own spoils what is sent."""

    def spoil(payload, **_):
        payload["data"]["context"] = 5
        return payload

    rollbar.events.add_payload_handler(spoil)
    return rollbar.report_message("spoilt", "error")


CASES = {"chain": chain, "message": message, "too_large": too_large, "refused": refused}


def main() -> None:
    endpoint, token, *names = sys.argv[1:]
    quiet = {"allow_logging_basic_config": False, "log_payload_on_error": False}
    rollbar.init(token, "production", endpoint=endpoint, handler="blocking", **quiet)
    logging.getLogger("rollbar").addHandler(Listener())
    answers = []
    for name in names:
        said.clear()
        answers.append({"name": name, "uuid": CASES[name](), "said": list(said)})
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
