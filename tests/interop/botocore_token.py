"""The token of a session as botocore's own provider gives it: the cached one, or one that it renews now."""

import json
import sys

import botocore.session
from botocore.tokens import SSOTokenProvider
from botocore.utils import SSOTokenLoader

wanted = json.load(sys.stdin)
session = botocore.session.Session()
name = wanted["session"]
start_url = session.full_config["sso_sessions"][name]["sso_start_url"]
profile = next(
    profile
    for profile, settings in session.full_config["profiles"].items()
    if settings.get("sso_session") == name
)
provider = SSOTokenProvider(session, profile_name=profile)
loader = SSOTokenLoader(cache=provider._cache)
token = loader(start_url, session_name=name)
if wanted.get("renew"):
    # As the provider itself does when the token is old enough.
    renewed = provider._attempt_create_token(token)
    loader.save_token(start_url, renewed, session_name=name)
    token = loader(start_url, session_name=name)
json.dump({"accessToken": token["accessToken"], "expiresAt": token["expiresAt"]}, sys.stdout)
