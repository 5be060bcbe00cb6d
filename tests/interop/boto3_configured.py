"""Profiles by name: what botocore reads of them and of their sessions, and which account STS says they are."""

import json
import sys

import boto3
import botocore.exceptions
import botocore.session

told = {}
for name in json.load(sys.stdin)["profiles"]:
    session = botocore.session.Session(profile=name)
    profile = session.get_scoped_config()
    about = {"profile": profile}
    if "sso_session" in profile:
        about["session"] = session.full_config["sso_sessions"][profile["sso_session"]]
    try:
        about["account"] = boto3.Session(profile_name=name).client("sts").get_caller_identity()["Account"]
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
        about["failed"] = f"{type(error).__name__}: {error}"
    told[name] = about
json.dump(told, sys.stdout)
