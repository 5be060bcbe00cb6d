"""Names by aws-sso-util's own code: reads cases from standard input, prints what each gives.

Each line in is {"options": {...}, "profiles": [...]}; each line out is the list of names, or {"refused": why}.
A line {"cases": first, last} asks for what Python makes of the case of each character of that range.
"""

import json
import sys
import unicodedata

from aws_sso_util import populate_profiles as theirs


def formatter(options):
    """As populate_profiles() puts it together."""
    separator = options["separator"] or theirs.DEFAULT_SEPARATOR
    formats = theirs.generate_profile_name_format(options["components"], separator, options["region_style"])
    made = theirs.get_formatter(options["include_region"], *formats)
    trims = (options["trim_account_name"], options["trim_role_name"])
    if any(trims):
        made = theirs.get_trim_formatter(*trims, made)
    cases = (options["account_name_case"], options["role_name_case"])
    if any(cases):
        made = theirs.get_name_case_formatter(*cases, made)
    return made


def names(options, profiles):
    try:
        made = formatter(options)
        made(0, 1, account_name="foo", account_id="bar", role_name="baz", region="us-east-1")
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    result = []
    for profile in profiles:
        account = profile["account_name"] or profile["account_id"]
        if not options["raw_account_names"]:
            account = theirs.get_safe_account_name(account)
        result.append(
            made(
                profile["region_index"],
                2,
                account_name=account,
                account_id=profile["account_id"],
                role_name=profile["role_name"],
                region=profile["region"],
            )
        )
    return result


def cases(first, last):
    """[code, capitalize, casefold, lower, title, upper] of each assigned character, standing alone."""
    methods = (str.capitalize, str.casefold, str.lower, str.title, str.upper)
    return [
        [code, *(method(chr(code)) for method in methods)]
        for code in range(first, last)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
    ]


for line in sys.stdin:
    case = json.loads(line)
    answer = cases(*case["cases"]) if "cases" in case else names(case["options"], case["profiles"])
    print(json.dumps(answer))
