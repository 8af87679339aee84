//! Seen: one error at `redirect_proxy_url`. M-19
mod auth {
    auth::auth! {
        providers: [apple],
        redirect_proxy_url: "https://proxy.acme.example/auth",
    }
}

fn main() {}
