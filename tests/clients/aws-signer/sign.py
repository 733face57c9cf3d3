"""Signs requests as every AWS client in Python does, and prints them as they would go over the wire, one JSON object a line."""

import json
import sys

import botocore.awsrequest
import botocore.session

cases, origin, region = json.loads(sys.stdin.read()), sys.argv[1], sys.argv[2]
session = botocore.session.get_session()
credentials = session.get_credentials()
signer = botocore.auth.SigV4Auth(credentials, "xray", region)
for case in cases:
    request = botocore.awsrequest.AWSRequest(
        method=case["method"], url=origin + case["path"], data=case["body"].encode(), headers=case["headers"]
    )
    signer.add_auth(request)
    prepared = request.prepare()
    headers = {name.lower(): value for name, value in prepared.headers.items()}
    # What the HTTP library adds.
    headers.setdefault("host", origin.split("//")[1])
    print(json.dumps({"url": prepared.url, "headers": headers}))
