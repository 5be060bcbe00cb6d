"""Role credentials that ssotui and botocore hand to each other: by the cache of the AWS CLI, and by credential_process."""

import json
import os
import sys

import boto3
import botocore.session
from botocore.utils import JSONFileCache

given = json.load(sys.stdin)
folder = os.path.expanduser(os.path.join("~", ".aws", "cli", "cache"))


def keys(session):
    found = session.get_credentials().get_frozen_credentials()
    return {"AccessKeyId": found.access_key, "SecretAccessKey": found.secret_key, "SessionToken": found.token}


def like_the_aws_cli(profile):
    """A session that keeps SSO role credentials in a file, which is what the AWS CLI makes of botocore."""
    session = botocore.session.Session(profile=profile)
    session.get_component("credential_provider").get_provider("sso").cache = JSONFileCache(folder)
    return session


told = {}
if "cached" in given:
    told["cached"] = keys(like_the_aws_cli(given["cached"]))
    told["files"] = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            told["files"][name] = file.read()
if "process" in given:
    session = boto3.Session(profile_name=given["process"])
    told["method"] = session.get_credentials().method
    told["process"] = keys(session)
    told["account"] = session.client("sts").get_caller_identity()["Account"]
json.dump(told, sys.stdout)
