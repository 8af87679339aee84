//! What the promises are called.

/// See [`promises!`](crate::testing::contract::promises).
#[doc(hidden)]
#[macro_export]
macro_rules! __contract_promises {
    (users => $($callback:ident)::+ $(, $($more:tt)*)?) => {
        $($callback)::+! { $($($more)*)? users:
            a_user_is_created_with_their_first_account,
            nobody_is_created_with_an_account_that_somebody_has,
            nobody_is_created_with_an_address_that_somebody_has,
            nobody_is_created_with_an_id_that_somebody_has,
            who_has_the_account_is_asked_before_address_and_id,
            an_address_is_found_whatever_the_case_of_its_letters,
            no_address_is_nobodys,
            concurrent_first_sign_ins_make_one_user_with_one_account,
            of_many_that_take_an_address_at_once_one_has_it,
            a_change_of_a_user_changes_one_thing,
            roles_and_a_profile_that_are_written_at_once_both_survive,
            a_change_of_nobody_changes_nothing,
            an_address_of_somebody_else_changes_nothing,
            a_user_is_deleted_with_their_accounts_and_nobody_elses,
            ids_names_and_roles_are_texts_of_any_kind,
        }
    };
    (accounts => $($callback:ident)::+ $(, $($more:tt)*)?) => {
        $($callback)::+! { $($($more)*)? accounts:
            an_account_is_found_with_its_user,
            the_same_subject_of_two_issuers_is_two_accounts,
            accounts_of_a_user_are_told_oldest_first,
            an_account_of_somebody_is_linked_to_nobody_else,
            an_account_is_linked_to_who_is_there,
            of_many_that_link_an_account_at_once_one_has_it,
            an_update_of_an_account_changes_its_tokens_and_label,
            an_account_that_is_absent_is_not_linked_by_updating_it,
            an_account_is_taken_away_from_its_user_unless_it_is_the_last,
            of_accounts_that_are_taken_away_at_once_one_stays,
            no_account_outlives_its_user,
            of_many_that_reserve_an_account_one_is_given_it,
            an_account_is_free_again_when_its_time_is_over_or_its_tokens_are_there,
            what_comes_after_the_time_of_a_lease_changes_nothing,
            subjects_and_issuers_are_texts_of_any_kind,
        }
    };
    (sessions => $($callback:ident)::+ $(, $($more:tt)*)?) => {
        $($callback)::+! { $($($more)*)? sessions:
            a_session_is_found_with_its_user,
            a_session_is_found_with_the_roles_that_its_user_has_now,
            a_session_is_found_by_its_token,
            a_session_is_created_once,
            of_many_that_create_a_session_at_once_one_succeeds,
            a_change_of_a_session_changes_what_it_says,
            a_session_that_is_absent_is_not_created_by_updating_it,
            sessions_of_a_user_are_told_last_used_first,
            nobody_begins_a_session_who_is_absent_or_kept_out,
            sessions_that_have_expired_are_deleted_bit_by_bit_and_no_others,
            a_session_that_is_used_expires_later,
            what_a_session_keeps_is_text_of_any_kind,
            a_session_is_deleted_once,
            all_sessions_of_a_user_end_but_the_one_that_is_to_stay,
            sessions_that_began_with_an_account_end_with_it,
            sessions_that_began_in_a_session_of_the_provider_end_with_it,
            a_user_is_deleted_with_their_sessions,
            a_session_that_is_deleted_while_it_is_used_is_gone,
            no_session_outlives_its_user,
            no_session_begins_while_its_user_is_kept_out,
            what_has_ended_stays_ended_whatever_happens_at_once,
        }
    };
    (passkeys => $($callback:ident)::+ $(, $($more:tt)*)?) => {
        $($callback)::+! { $($($more)*)? passkeys:
            a_passkey_is_found_by_its_credential_id,
            a_passkey_is_created_once,
            a_passkey_is_of_who_is_there,
            passkeys_of_a_user_are_told_oldest_first,
            a_counter_moves_only_from_what_it_was,
            of_many_that_move_a_counter_at_once_one_succeeds,
            a_passkey_that_is_absent_is_not_created_by_updating_it,
            a_passkey_is_taken_away_from_its_user_once,
            a_user_is_deleted_with_their_passkeys,
            credential_ids_are_bytes_of_any_kind,
        }
    };
    (ended_sessions => $($callback:ident)::+ $(, $($more:tt)*)?) => {
        $($callback)::+! { $($($more)*)? ended_sessions:
            nothing_is_known_of_a_session_that_nobody_ended,
            a_session_that_was_ended_is_ended_and_no_other,
            a_session_is_ended_once,
            an_epoch_is_created_once_and_then_updated,
            an_epoch_that_is_absent_is_not_created_by_updating_it,
            an_epoch_is_of_one_user_alone,
            of_many_that_create_at_once_one_succeeds,
            what_has_expired_is_deleted_bit_by_bit_and_nothing_else,
            an_epoch_that_is_replaced_lives_as_long_as_the_last,
            ids_are_texts_of_any_kind,
        }
    };
    (verification_tokens => $($callback:ident)::+ $(, $($more:tt)*)?) => {
        $($callback)::+! { $($($more)*)? verification_tokens:
            a_token_that_was_never_kept_is_not_there,
            a_token_is_taken_once,
            of_many_that_take_a_token_at_once_one_is_given_it,
            a_token_is_of_one_identifier_alone,
            a_token_is_created_once,
            several_links_of_one_identifier_live_beside_each_other,
            tokens_that_have_expired_are_deleted_bit_by_bit_and_no_others,
            identifiers_are_texts_of_any_kind,
        }
    };
}

#[cfg(test)]
mod tests {
    /// A promise that is not named is kept by nobody.
    #[test]
    fn every_promise_has_its_name_here() {
        macro_rules! named {
            ($($source:literal)* $group:ident: $($promise:ident,)*) => {{
                let promises = concat!($(include_str!($source)),*)
                    .lines()
                    .filter_map(|line| line.strip_prefix("pub async fn "))
                    .map(|line| line.split(['(', '<']).next().unwrap());
                let names = [$(stringify!($promise)),*];
                assert!(promises.eq(names), "{}", stringify!($group));
            }};
        }
        crate::testing::contract::promises!(users => named, "users.rs");
        crate::testing::contract::promises!(accounts => named, "accounts.rs");
        crate::testing::contract::promises!(sessions => named, "sessions.rs" "session_endings.rs");
        crate::testing::contract::promises!(passkeys => named, "passkeys.rs");
        crate::testing::contract::promises!(ended_sessions => named, "ended_sessions.rs");
        crate::testing::contract::promises!(verification_tokens => named, "verification_tokens.rs");
    }
}
