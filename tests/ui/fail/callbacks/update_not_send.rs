//! Seen: one error at the path of the function: what is wrong is what it keeps across an `.await`.
mod auth {
    use std::rc::Rc;

    auth::auth! {
        providers: [github],
        callbacks: { update: change },
    }

    async fn change(jwt: &mut Jwt, name: String) -> UpdateDecision {
        let name = Rc::new(name);
        std::future::ready(()).await;
        jwt.user.name = Some(name.to_string());
        UpdateDecision::Keep
    }
}

fn main() {}
