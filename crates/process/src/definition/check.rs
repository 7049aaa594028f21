//! What can be wrong with a process: names that nothing has, states that cannot be reached or left.

use super::{About, Effect, Process, Transition, Who};
use std::collections::BTreeSet;

impl Process {
    /// What is wrong, with the words to look for in the file (blanks left out); nothing where it is in order.
    pub(super) fn mistake(&self) -> Option<(String, String)> {
        let state_words = |code: &str| format!("code=\"{code}\"");
        let codes = |codes: Vec<&str>| {
            let mut seen = BTreeSet::new();
            codes.into_iter().find(|code| !seen.insert(*code)).map(str::to_owned)
        };
        if let Some(twice) = codes(self.states.iter().map(|state| state.code.as_str()).collect()) {
            return Some((state_words(&twice), format!("there are two states {twice}")));
        }
        if let Some(twice) = codes(self.transitions.iter().map(|transition| transition.code.as_str()).collect()) {
            return Some((state_words(&twice), format!("there are two transitions {twice}")));
        }
        if self.state(&self.start).is_none() {
            return Some(("start=".to_owned(), format!("it starts in {}, which is no state", self.start)));
        }
        for transition in &self.transitions {
            if let Some(missing) =
                transition.from.iter().chain([&transition.to]).find(|code| self.state(code).is_none())
            {
                let reason = format!("transition {}: there is no state {missing}", transition.code);
                return Some((state_words(&transition.code), reason));
            }
            if transition.from.is_empty() || transition.by.is_empty() {
                let reason = format!("transition {} begins nowhere, or nobody may do it", transition.code);
                return Some((state_words(&transition.code), reason));
            }
        }
        if let Some(mistake) = self.transitions.iter().find_map(|transition| self.foreign(transition)) {
            return Some(mistake);
        }
        for state in &self.states {
            for deadline in &state.deadlines {
                let fits = self.from(&state.code).any(|it| it.code == deadline.then && it.by.contains(&Who::System));
                if !fits {
                    let reason = format!(
                        "deadline {} of state {}: {} is no transition from there that the system may do",
                        deadline.code, state.code, deadline.then
                    );
                    return Some((format!("then=\"{}\"", deadline.then), reason));
                }
            }
        }
        let reached = self.closure(BTreeSet::from([self.start.as_str()]), |transition, known| {
            transition.from.iter().any(|from| known.contains(from.as_str())).then_some(vec![transition.to.as_str()])
        });
        if let Some(state) = self.states.iter().find(|state| !reached.contains(state.code.as_str())) {
            return Some((state_words(&state.code), format!("state {} cannot be reached", state.code)));
        }
        let ends = self.states.iter().filter(|state| state.end).map(|state| state.code.as_str()).collect();
        let leaves = self.closure(ends, |transition, known| {
            known.contains(transition.to.as_str()).then(|| transition.from.iter().map(String::as_str).collect())
        });
        let stuck = self.states.iter().find(|state| !leaves.contains(state.code.as_str()))?;
        let reason = format!("from state {} no state is reached in which a record may stay (end = true)", stuck.code);
        Some((state_words(&stuck.code), reason))
    }

    /// What a transition has that belongs to processes about something else.
    fn foreign(&self, transition: &Transition) -> Option<(String, String)> {
        let is_conversation = self.about == About::Conversation;
        let who = transition.by.iter().find(|who| match who {
            Who::Asker => !is_conversation,
            Who::Reviewer | Who::Curator | Who::Operator => is_conversation,
            Who::Owner | Who::System => false,
        });
        let effect = transition.effects.iter().find(|effect| match effect {
            Effect::NotifyOther | Effect::Interested | Effect::Met | Effect::Unsuitable => !is_conversation,
            Effect::Publish | Effect::Withdraw | Effect::NotifyOwner | Effect::NotifyCurators => is_conversation,
        });
        let guard = transition.guard.as_ref().filter(|_| is_conversation).map(|_| "its guard".to_owned());
        let what = who.map(|who| format!("{who:?}")).or(effect.map(|effect| format!("{effect:?}"))).or(guard)?;
        let about = if is_conversation { "a conversation" } else { "records" };
        let reason = format!("transition {}: {what} has no place in a process about {about}", transition.code);
        Some((format!("code=\"{}\"", transition.code), reason))
    }

    /// Adds states along transitions until nothing is added.
    fn closure<'a>(
        &'a self,
        mut known: BTreeSet<&'a str>,
        along: impl Fn(&'a super::Transition, &BTreeSet<&'a str>) -> Option<Vec<&'a str>>,
    ) -> BTreeSet<&'a str> {
        loop {
            let more: Vec<&str> = self.transitions.iter().filter_map(|it| along(it, &known)).flatten().collect();
            let before = known.len();
            known.extend(more);
            if known.len() == before {
                return known;
            }
        }
    }
}
