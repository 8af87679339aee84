//! Seen: one error at the path of the function, with what it keeps and what to do.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let name = std::rc::Rc::new(credentials.value("username"));
        std::future::ready(()).await;
        let _ = name;
        None
    }
}

fn main() {}
