"""Every populated profile as boto3 lists it, and the accounts that some of them reach."""

import json
import sys

import boto3
import botocore.session

settings = botocore.session.Session().full_config["profiles"]
listed = boto3.Session().available_profiles
marked = [name for name in listed if settings[name].get("sso_auto_populated") == "true"]
used = {
    name: boto3.Session(profile_name=name).client("sts").get_caller_identity()["Account"]
    for name in marked[:: len(marked) // 5]
}
json.dump({"profiles": {name: settings[name] for name in marked}, "used": used}, sys.stdout)
