"""Which exception boto3 makes of each error that the server was told to answer."""

import json
import sys

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

given = json.load(sys.stdin)
config = Config(signature_version=UNSIGNED, retries={"max_attempts": 0})
oidc = boto3.client("sso-oidc", region_name="us-east-1", config=config)
sso = boto3.client("sso", region_name="us-east-1", config=config)


def exception(call, **arguments):
    try:
        call(**arguments)
    except ClientError as failure:
        return type(failure).__name__


grant = "urn:ietf:params:oauth:grant-type:device_code"
poll = {"clientId": "x", "clientSecret": "x", "grantType": grant, "deviceCode": "x"}
json.dump(
    {
        "create_token": [exception(oidc.create_token, **poll) for _ in range(given["polls"])],
        "list_accounts": exception(sso.list_accounts, accessToken="x"),
    },
    sys.stdout,
)
