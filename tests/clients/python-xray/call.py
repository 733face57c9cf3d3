"""Calls of X-Ray's API by boto3: reads [{"operation", "input", "pages"}] and writes their answers, one a line."""
import json
import sys

import boto3
from botocore.exceptions import ClientError

client = boto3.client("xray")


def answer(call):
    try:
        if call.get("pages"):
            pages = client.get_paginator(call["operation"]).paginate(**call["input"])
            return {"pages": list(pages)}
        return {"answer": getattr(client, call["operation"])(**call["input"])}
    except ClientError as error:
        return {"error": error.response}


for each in json.load(sys.stdin):
    print(json.dumps(answer(each), default=lambda value: value.timestamp()))
