"""aws-sso-util's own `configure populate --dry-run`, signed in at the demo's Identity Center, with the arguments given.

Reads {"arguments": [...]} and prints {profile: {key: value}}.
"""

import configparser
import contextlib
import io
import json
import os
import sys

os.environ["AWS_SSO_DISABLE_BROWSER"] = "1"
from aws_sso_util.populate_profiles import populate_profiles  # noqa: E402

arguments = json.load(sys.stdin)["arguments"]
written = io.StringIO()
with contextlib.redirect_stdout(written):
    populate_profiles(["--dry-run", *arguments], standalone_mode=False)
profiles = configparser.RawConfigParser()
# Its messages come first, on the same stream.
profiles.read_string(written.getvalue()[written.getvalue().index("[profile ") :])
json.dump(
    {name.removeprefix("profile ").strip("'\""): dict(profiles[name]) for name in profiles.sections()}, sys.stdout
)
