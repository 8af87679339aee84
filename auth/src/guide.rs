//! The guide: [the language](language), [what is refused](refused), [what `auth!` generates](generated).
//!
//! The pages are files of the repository, in `auth/docs`; their declarations and handlers are compiled with the tests.

/// Links between the pages, which lead elsewhere in the repository; the first definition of a link counts.
macro_rules! page {
    ($(#[doc = $about:literal])* $name:ident, $file:literal) => {
        #[doc = concat!(
                                    "[language]: crate::guide::language\n",
                                    "[refused]: crate::guide::refused\n",
                                    "[generated]: crate::guide::generated\n\n",
                                    include_str!($file)
                                )]
        pub mod $name {}
    };
}

page!(language, "../docs/language.md");
page!(refused, "../docs/refused.md");
page!(generated, "../docs/generated.md");
