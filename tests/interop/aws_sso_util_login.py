"""Signs in to a start URL as `aws-sso-util login` does: from the cache, else by device code."""

import json
import sys

import aws_sso_lib

wanted = json.load(sys.stdin)
token = aws_sso_lib.login(
    wanted["start_url"], wanted["region"], disable_browser=True, message="", outfile=sys.stderr
)
json.dump({"accessToken": token["accessToken"]}, sys.stdout)
