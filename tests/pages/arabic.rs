//! A few words in a language that is written from right to left, to see the pages turned around.

use auth::pages::{Direction, ENGLISH, Sentence, SignInTexts, SignOutTexts, Texts};

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
