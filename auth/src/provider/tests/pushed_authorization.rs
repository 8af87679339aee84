//! What goes to the pushed authorization request endpoint (RFC 9126 §2.1).

use auth_spec::ClientAuthentication;

use super::*;
use crate::config::PrivateKey;

const PAR: &str = "https://op.test/par";

async fn pushed(method: ClientAuthentication) -> Recorded {
    let mut configuration = configuration(declaration(ProviderSpec::OIDC));
    configuration.declaration = Box::leak(Box::new(ProviderDeclaration {
        client_auth: Some(method),
        ..*configuration.declaration
    }));
    configuration.client_authentication = method;
    configuration.pushed_authorization = Some(PAR.into());
    if method == ClientAuthentication::PrivateKeyJwt {
        let pem = include_str!("../../config/testdata/ed25519.pem");
        configuration.client_secret = None;
        configuration.private_key = PrivateKey::parse(&Secret::issued(pem), None).ok();
    }
    let fixture = Fixture::new(configuration);
    let answer = json!({ "request_uri": "urn:x", "expires_in": 60 });
    let created = Reply::typed(201, "application/json", answer.to_string());
    fixture.client.on(PAR, created);
    let parameters = [("client_id", "client"), ("state", "s&t")];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let uri = fixture.provider.push_authorization(&parameters).await;
    assert_eq!(uri.unwrap(), "urn:x");
    fixture.client.requests_to(PAR).remove(0)
}

/// R-PAR-01: whose request it is stands there once (`field` fails where something stands twice).
#[tokio::test]
async fn a_request_is_pushed_with_the_clients_authentication() {
    for (method, in_header, in_form) in [
        (ClientAuthentication::Basic, true, None),
        (ClientAuthentication::Post, false, Some("client_secret")),
        (
            ClientAuthentication::PrivateKeyJwt,
            false,
            Some("client_assertion"),
        ),
        (ClientAuthentication::None, false, None),
    ] {
        let sent = pushed(method).await;
        assert_eq!(sent.method, "POST");
        assert_eq!(sent.field("client_id").as_deref(), Some("client"));
        assert_eq!(sent.field("state").as_deref(), Some("s&t"));
        assert_eq!(sent.header("authorization").is_some(), in_header);
        for name in ["client_secret", "client_assertion"] {
            assert_eq!(sent.field(name).is_some(), in_form == Some(name), "{name}");
        }
    }
}
