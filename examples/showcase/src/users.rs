//! What administrators do with other people's accounts.

use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use url::form_urlencoded;

use crate::auth::{Auth, Role, protected};
use crate::page::{self, Failure};

#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    email: String,
}

#[protected(role = admin)]
pub(crate) async fn find(
    auth: Auth,
    Query(search): Query<Search>,
) -> Result<impl IntoResponse, Failure> {
    let found = auth.users().find_by_email(&search.email).await?;
    Ok(page::users(&search.email, found.as_ref()))
}

/// What to do with somebody.
#[derive(Deserialize)]
pub(crate) struct Change {
    id: String,
    email: String,
    what: What,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    MakeAdmin,
    TakeAdmin,
    SignOut,
    KeepOut,
    LetIn,
}

#[protected(role = admin)]
pub(crate) async fn change(
    auth: Auth,
    Form(change): Form<Change>,
) -> Result<impl IntoResponse, Failure> {
    let (users, id) = (auth.users(), change.id.as_str());
    match change.what {
        What::MakeAdmin => users.set_roles(id, [Role::Admin]).await?,
        What::TakeAdmin => users.set_roles(id, []).await?,
        What::SignOut => auth.sign_out_user(id).await?,
        What::KeepOut => users.disable(id).await?,
        What::LetIn => users.enable(id).await?,
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("email", &change.email)
        .finish();
    Ok(Redirect::to(&format!("/users?{query}")))
}
