"""Everything once, with boto3's own clients: sign in by device code, list, use, sign out."""

import json
import sys
import urllib.parse
import urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

given = json.load(sys.stdin)
unsigned = Config(signature_version=UNSIGNED, retries={"max_attempts": 0})
oidc = boto3.client("sso-oidc", region_name="us-east-1", config=unsigned)
sso = boto3.client("sso", region_name="us-east-1", config=unsigned)
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
told = {"polls": [], "errors": {}}


def error(what, call, **arguments):
    """Keeps the code and the status that a call fails with."""
    try:
        call(**arguments)
        told["errors"][what] = None
    except ClientError as failure:
        told["errors"][what] = [
            failure.response["Error"]["Code"],
            failure.response["ResponseMetadata"]["HTTPStatusCode"],
        ]
        assert failure.response["ResponseMetadata"]["RequestId"]


def sign_in(**registration):
    """Registers and signs in; returns the client's members and the token."""
    client = oidc.register_client(clientName="interop", clientType="public", **registration)
    client = {name: client[name] for name in ("clientId", "clientSecret")}
    device = oidc.start_device_authorization(**client, startUrl="https://demo.awsapps.com/start")
    poll = dict(client, grantType=DEVICE_CODE, deviceCode=device["deviceCode"])
    try:
        oidc.create_token(**poll)
    except oidc.exceptions.AuthorizationPendingException as pending:
        told["polls"].append(type(pending).__name__)
    form = urllib.parse.urlencode({"user_code": device["userCode"], "decision": "allow"})
    urllib.request.urlopen(given["base_url"] + "/device", data=form.encode()).read()
    return client, oidc.create_token(**poll)


unscoped, token = sign_in()
told["unscoped_refresh_token"] = token.get("refreshToken")
told["polls"].clear()
client, token = sign_in(scopes=["sso:account:access"])
told["polls"].append("ok")
told["token_type"] = token["tokenType"]
refreshed = oidc.create_token(**client, grantType="refresh_token", refreshToken=token["refreshToken"])
told["refreshed"] = refreshed["accessToken"] != token["accessToken"]
access = refreshed["accessToken"]

accounts = {}
for page in sso.get_paginator("list_accounts").paginate(accessToken=access):
    for account in page["accountList"]:
        roles = []
        listing = sso.get_paginator("list_account_roles")
        for role_page in listing.paginate(accessToken=access, accountId=account["accountId"]):
            roles.extend(role["roleName"] for role in role_page["roleList"])
        assert account["accountId"] not in accounts
        accounts[account["accountId"]] = {
            "name": account.get("accountName"),
            "email": account.get("emailAddress"),
            "roles": roles,
        }
told["accounts"] = accounts
told["account"], told["role"] = next((id, it["roles"][0]) for id, it in accounts.items() if it["roles"])
keys = sso.get_role_credentials(accessToken=access, accountId=told["account"], roleName=told["role"])
keys = keys["roleCredentials"]


def sts(access_key_id):
    return boto3.client(
        "sts",
        region_name="eu-west-1",
        aws_access_key_id=access_key_id,
        aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys["sessionToken"],
    )


told["identity"] = sts(keys["accessKeyId"]).get_caller_identity()
del told["identity"]["ResponseMetadata"]
error("foreign keys at STS", sts("ASIAFOREIGNKEYS00000").get_caller_identity)
error(
    "unassigned role",
    sso.get_role_credentials,
    accessToken=access,
    accountId=told["account"],
    roleName="NotMine",
)
error("unknown token", sso.list_accounts, accessToken="nonsense")
lenient = boto3.client(
    "sso", region_name="us-east-1", config=unsigned.merge(Config(parameter_validation=False))
)
error("page of 101", lenient.list_accounts, accessToken=access, maxResults=101)
error(
    "wrong client secret",
    oidc.start_device_authorization,
    clientId=client["clientId"],
    clientSecret="wrong",
    startUrl="https://demo.awsapps.com/start",
)
error("wrong client type", oidc.register_client, clientName="interop", clientType="confidential")
sso.logout(accessToken=access)
error("after logout", sso.list_accounts, accessToken=access)
error(
    "refresh after logout",
    oidc.create_token,
    **client,
    grantType="refresh_token",
    refreshToken=refreshed["refreshToken"],
)
json.dump(told, sys.stdout)
