//! A few words in a language that is written from right to left, to see the pages turned around.

use auth::pages::{
    DevelopmentTexts, Direction, ENGLISH, Sentence, SignInTexts, SignOutTexts, Texts,
};

/// What is not here is said in English.
pub(crate) const ARABIC: Texts = Texts {
    language: "ar",
    direction: Direction::RightToLeft,
    back: "العودة إلى التطبيق",
    error_code: "رمز الخطأ",
    sign_in: SignInTexts {
        sign_in: "تسجيل الدخول",
        sign_in_to: Sentence::around("تسجيل الدخول إلى ", ""),
        choose_how: "اختر كيف تريد المتابعة.",
        continue_with: Sentence::around("المتابعة باستخدام ", ""),
        or: "أو",
        email_address: "البريد الإلكتروني",
        send_link: "أرسل لي رابطًا",
        user_name: "اسم المستخدم",
        password: "كلمة المرور",
        ..ENGLISH.sign_in
    },
    development: DevelopmentTexts {
        provider: "مزود التطوير",
        who: "من يسجل الدخول؟",
        who_about: Sentence::around("يريد ", " أن يعرف. كن من تشاء."),
        somebody_else: "شخص آخر",
        verified: "موثق",
        not_verified: "غير موثق",
        cancel: "إلغاء",
        cancel_about: Sentence::around("العودة إلى ", " دون تسجيل الدخول."),
        sign_out: "تسجيل الخروج",
        stay: "البقاء مسجلاً",
        ..ENGLISH.development
    },
    sign_out: SignOutTexts {
        heading: "تسجيل الخروج؟",
        sign_out: "تسجيل الخروج",
        signed_in_as: Sentence::around("أنت مسجل الدخول باسم ", "."),
        everywhere: "تسجيل الخروج من كل مكان",
        stay: "البقاء مسجلاً",
        ..ENGLISH.sign_out
    },
    ..ENGLISH
};
