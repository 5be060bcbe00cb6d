"""Every SSO profile of the home as any Python program would use it: boto3.Session(profile_name=...)."""

import json
import sys

import boto3
import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

config = botocore.session.Session().full_config
sessions = {name: {"profiles": 0, "works": {}, "failed": {}} for name in config["sso_sessions"]}


def account_of(profile):
    session = boto3.Session(profile_name=profile)
    return session.client("sts").get_caller_identity()["Account"]


for profile, settings in config["profiles"].items():
    if "sso_session" not in settings or "sso_role_name" not in settings:
        continue
    about = sessions[settings["sso_session"]]
    about["profiles"] += 1
    try:
        account = account_of(profile)
        assert account == settings["sso_account_id"], (profile, account)
        about["works"][profile] = account
    except (BotoCoreError, ClientError) as failure:
        about["failed"][profile] = type(failure).__name__

others = {}
for profile in ("old-payments", "half-written"):
    try:
        others[profile] = account_of(profile)
    except (BotoCoreError, ClientError) as failure:
        others[profile] = type(failure).__name__
keys = boto3.Session(profile_name="static-keys").get_credentials()
others["static-keys"] = keys.access_key
json.dump({"sessions": sessions, "others": others}, sys.stdout)
