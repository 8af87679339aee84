//! What start-up says of the addresses that providers use by themselves.

use crate::world::World;

/// S4-11
#[test]
fn every_address_that_a_provider_may_use_is_said_with_the_provider_that_may() {
    let text = World::new().auth.registration();
    for id in ["op", "other"] {
        for line in [
            format!(
                "to be told of sign-outs at `{id}`, register this back-channel logout URI with the provider: https://app.test/auth/backchannel-logout/{id}\n"
            ),
            format!(
                "to be told of sign-outs at `{id}`, register this front-channel logout URI with the provider: https://app.test/auth/frontchannel-logout/{id}\n"
            ),
            format!(
                "to let sign-ins begin at `{id}`, register this initiate login URI with the provider: https://app.test/auth/initiate-login/{id}\n"
            ),
        ] {
            assert!(text.contains(&line), "{line}{text}");
        }
    }
    for address in ["logout/github", "initiate-login/github"] {
        assert!(!text.contains(address), "GitHub signs nothing: {text}");
    }
}
