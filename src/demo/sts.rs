//! STS: GetCallerIdentity, for requests that are signed with keys which this server handed out and which are not over.

use serde_json::json;

use super::answer::Answer;
use super::lock;
use super::log::Request;
use super::page::escape;
use super::server::Shared;
use super::signature::Signature;

pub(super) fn get_caller_identity(shared: &Shared, request: &Request) -> Answer {
    let as_json = request.header("accept").is_some_and(|accept| accept.contains("application/json"));
    let request_id = lock(&shared.store).random.uuid();
    match identity(shared, request) {
        Ok(identity) if as_json => Answer::json(
            200,
            &json!({
                "GetCallerIdentityResponse": {
                    "GetCallerIdentityResult": {
                        "Account": identity.account, "Arn": identity.arn, "UserId": identity.user_id,
                    },
                    "ResponseMetadata": { "RequestId": request_id },
                }
            }),
        ),
        Ok(identity) => Answer::new(
            200,
            "text/xml",
            format!(
                "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  \
                 <GetCallerIdentityResult>\n    <Arn>{}</Arn>\n    <UserId>{}</UserId>\n    \
                 <Account>{}</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n    \
                 <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n",
                escape(&identity.arn),
                escape(&identity.user_id),
                escape(&identity.account),
            ),
        ),
        Err(Refusal(status, code, message)) if as_json => Answer::json(
            status,
            &json!({
                "Error": { "Code": code, "Message": message, "Type": "Sender" }, "RequestId": request_id,
            }),
        ),
        Err(Refusal(status, code, message)) => Answer::new(
            status,
            "text/xml",
            format!(
                "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    \
                 <Type>Sender</Type>\n    <Code>{code}</Code>\n    <Message>{message}</Message>\n  \
                 </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n"
            ),
        ),
    }
}

struct Identity {
    account: String,
    arn: String,
    user_id: String,
}

struct Refusal(u16, &'static str, &'static str);

fn identity(shared: &Shared, request: &Request) -> Result<Identity, Refusal> {
    let form = request.form();
    let value = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    match (value("Action"), value("Version")) {
        (Some("GetCallerIdentity"), Some("2011-06-15")) => {}
        (None, _) => return Err(Refusal(400, "MissingAction", "Could not find the action in the request.")),
        _ => return Err(Refusal(400, "InvalidAction", "Could not find operation for this version.")),
    }
    let Some(authorization) = request.header("authorization") else {
        return Err(Refusal(403, "MissingAuthenticationToken", "Request is missing Authentication Token"));
    };
    let malformed = "Authorization header requires its parameters.";
    let signature = Signature::parse(authorization).ok_or(Refusal(400, "IncompleteSignature", malformed))?;
    if signature.service != "sts" {
        return Err(Refusal(403, "SignatureDoesNotMatch", "Credential should be scoped to correct service."));
    }
    let store = lock(&shared.store);
    let token = request.header("x-amz-security-token");
    let keys = store.role_keys.get(signature.key_id).filter(|keys| token == Some(&keys.session_token));
    let Some(keys) = keys else {
        let why = "The security token included in the request is invalid.";
        return Err(Refusal(403, "InvalidClientTokenId", why));
    };
    if !signature.is_recent(request, shared.now()) {
        return Err(Refusal(403, "SignatureDoesNotMatch", "Signature expired"));
    }
    if !signature.is_of(request, &keys.secret_access_key) {
        let why = "The request signature we calculated does not match the signature you provided.";
        return Err(Refusal(403, "SignatureDoesNotMatch", why));
    }
    if shared.now() >= keys.expires_at {
        return Err(Refusal(403, "ExpiredToken", "The security token included in the request is expired"));
    }
    let (account, role, user) = (keys.account_id.as_str(), keys.role_name.as_str(), USER);
    Ok(Identity {
        account: account.to_owned(),
        arn: format!("arn:aws:sts::{account}:assumed-role/AWSReservedSSO_{role}_0123456789abcdef/{user}"),
        user_id: format!("AROADEMOEXAMPLEROLE00:{user}"),
    })
}

/// Who is signed in.
const USER: &str = "alex.demo@example.com";
