//! `par: on`: authorization requests are pushed (RFC 9126), where somebody knows to which endpoint.

use auth_spec::provider::ProviderSpec;
use auth_spec::{ErrorCode, Protocol};

use super::{REFRESH, closed};
use crate::report::Report;
use crate::syntax::providers as syntax;

/// Whether they are pushed also where the provider does not require it.
pub(super) fn check(
    report: &mut Report,
    entry: &syntax::Provider,
    spec: &'static ProviderSpec,
) -> bool {
    let written = &entry.options;
    let Some(word) = written.par.as_ref().and_then(|field| field.value.as_ref()) else {
        return false;
    };
    let Some(on) = closed(report, word, &REFRESH, &[]) else {
        return false;
    };
    let endpoint = written.pushed_authorization.as_ref();
    match (on, endpoint) {
        (true, None) if spec.protocol == Protocol::OAuth2 && !written.poisoned => {
            report.refuse(word, ErrorCode::ENDPOINT_MISSING, NOWHERE);
            false
        }
        (false, Some(endpoint)) => {
            report.refuse(
                &endpoint.key,
                ErrorCode::OPTION_NOT_APPLICABLE,
                CONTRADICTED,
            );
            false
        }
        (on, _) => on,
    }
}

const NOWHERE: &str = "nothing says where an OAuth 2.0 provider takes pushed requests, for it has no discovery document: add `pushed_authorization: \"https://…\"`";

const CONTRADICTED: &str = "`pushed_authorization` says where requests are pushed, and `par: off` that they are not: leave one of the two out";
