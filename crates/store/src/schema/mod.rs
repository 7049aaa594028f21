//! The tables, one module each: a row is that module's `Model`.

pub mod account;
pub mod agreement;
pub mod api_token;
pub mod attempt;
pub mod audit;
pub mod conversation;
pub mod conversation_entry;
pub mod counter;
pub mod deadline;
pub mod disclosure;
pub mod entry;
pub mod event;
pub mod facet;
pub mod fact;
pub mod file;
pub mod identity;
pub mod invitation;
pub mod job;
pub mod kept_form;
pub mod link;
pub mod match_answer;
pub mod meeting;
pub mod meeting_participant;
pub mod meeting_pin;
pub mod meeting_round;
pub mod meeting_wish;
pub mod member;
pub mod merge;
pub mod party;
pub mod pending_identity;
pub mod pending_sign_in;
pub mod proposal;
pub mod record;
pub mod role;
pub mod saved_filter;
pub mod session;
pub mod shingle;
pub mod sign_up;
pub mod suggestion;
pub mod suggestion_record;
pub mod suggestion_run;
pub mod tie;
pub mod version;

/// Runs `$then!` with the module of each table, those that others point at first.
macro_rules! each_table {
    ($then:ident) => {
        $then!(
            job,
            record,
            version,
            file,
            facet,
            event,
            deadline,
            entry,
            counter,
            disclosure,
            agreement,
            fact,
            party,
            account,
            sign_up,
            link,
            session,
            api_token,
            role,
            member,
            invitation,
            attempt,
            audit,
            saved_filter,
            kept_form,
            shingle,
            tie,
            merge,
            proposal,
            identity,
            pending_sign_in,
            pending_identity,
            conversation,
            conversation_entry,
            match_answer,
            meeting_round,
            meeting_participant,
            meeting_wish,
            meeting_pin,
            meeting,
            suggestion_run,
            suggestion_record,
            suggestion
        )
    };
}
pub(crate) use each_table;
