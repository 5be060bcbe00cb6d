"""What botocore reads from each pair NNN.config, NNN.credentials in a folder, as JSON lines.

Usage: python config_reading.py FOLDER

For each pair: whether botocore refuses a file, and if not, what `Session.full_config` holds, which
credential provider takes each profile, and what the SSO providers say about it. Nothing is fetched, no
program is started.
"""

import json
import os
import sys
from unittest import mock

import botocore.configloader as configloader
import botocore.credentials as credentials
import botocore.exceptions as exceptions
import botocore.session
import botocore.tokens as tokens


def refused(load, path):
    try:
        load(path)
        return False
    except exceptions.ConfigParseError:
        return True


def session_of(folder, number):
    session = botocore.session.Session()
    session.set_config_variable("config_file", os.path.join(folder, number + ".config"))
    session.set_config_variable("credentials_file", os.path.join(folder, number + ".credentials"))
    return session


def message(call):
    try:
        call()
        return None
    except exceptions.BotoCoreError as error:
        return str(error)
    except TypeError:
        return "TypeError"  # a nested block where a name should be


class Started(Exception):
    pass


def provider(session, profile, config):
    """The method of the first provider that takes the profile, and what it complains about."""
    builder = credentials.ProfileProviderBuilder(session, cache={}, sso_token_cache={}, login_token_cache={})
    assume_role = credentials.AssumeRoleProvider(
        load_config=lambda: config,
        client_creator=mock.Mock(),
        cache={},
        profile_name=profile,
        credential_sourcer=mock.Mock(),
        profile_provider_builder=builder,
    )
    chain = [assume_role] + builder.providers(profile, disable_env_vars=True)
    for candidate in chain:
        try:
            if candidate.load() is not None:
                return candidate.METHOD, None
        except (Started, TypeError, AttributeError, ValueError):
            return candidate.METHOD, "other"
        except exceptions.BotoCoreError as error:
            return candidate.METHOD, str(error)
    return None, None


def started(*_args, **_kwargs):
    raise Started()


def answer(folder, number):
    config_path = os.path.join(folder, number + ".config")
    credentials_path = os.path.join(folder, number + ".credentials")
    result = {
        "number": number,
        "config_refused": refused(configloader.load_config, config_path),
        "credentials_refused": refused(configloader.raw_config_parse, credentials_path),
    }
    if result["config_refused"] or result["credentials_refused"]:
        return result
    session = session_of(folder, number)
    config = session.full_config
    with mock.patch.object(configloader, "_parse_nested", lambda value: value):
        result["full_config"] = session_of(folder, number).full_config
    result["services"] = config["services"]
    result["verdicts"] = {}
    for profile in config["profiles"]:
        sso = credentials.SSOProvider(lambda: config, mock.Mock(), profile, cache={}, token_cache={})
        token = tokens.SSOTokenProvider(session, cache={}, profile_name=profile)
        method, complaint = provider(session, profile, config)
        result["verdicts"][profile] = {
            "sso": message(sso._load_sso_config),
            "token": message(token._load_sso_config),
            "provider": method,
            "complaint": complaint,
        }
    return result


def main():
    credentials.ProcessProvider._retrieve_credentials_using = started
    folder = sys.argv[1]
    numbers = sorted({name.split(".")[0] for name in os.listdir(folder)})
    for number in numbers:
        print(json.dumps(answer(folder, number)))


main()
