//! Records that look like the same thing entered twice: titles that are much alike, in the same kind.
//!
//! A title becomes a set of short pieces: of Chinese pairs of characters, of other scripts runs of three letters within a word. Two titles
//! are as alike as the pieces they share are of all pieces they have (Jaccard). Which of many titles come into question is found by a
//! sketch (MinHash, Broder 1997): per title [`BANDS`] numbers of which titles as alike as [`ALIKE`] share at least one in 99 of 100
//! cases. The numbers of public titles are in the table `shingles`, written when a record is published; what a sketch finds is then
//! compared exactly. Drafts of the actor's own are compared one by one.

use crate::content::Content;
use crate::definition::{Disclosure, Kind};
use crate::view::visible;
use crate::{Actor, Registry, RegistryError, Seen};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::Value;
use std::collections::BTreeSet;
use store::schema::{record, shingle};
use unicode_normalization::UnicodeNormalization;

/// From where on titles are called alike: see the table in the test below.
pub const ALIKE: f64 = 0.55;
/// Bands of a sketch, and numbers of a band.
const BANDS: u64 = 24;
const ROWS: u64 = 3;
/// Records that a sketch may bring into question.
const CANDIDATES: u64 = 100;
/// Own drafts that are compared.
const DRAFTS: u64 = 200;
/// Records that are indexed at a time where they were published before there was an index.
const AT_A_TIME: u64 = 500;

/// A record that is much like another.
#[derive(Clone, Debug, PartialEq)]
pub struct Similar {
    /// Its id.
    pub id: String,
    /// Its fields, as far as everyone may see them; of an own draft all.
    pub content: Content,
    /// Whether it is public.
    pub is_published: bool,
    /// How alike the titles are, up to 1.
    pub score: f64,
}

#[derive(FromQueryResult)]
struct Found {
    record: String,
}

impl Registry {
    /// Publications of the same kind, and drafts of the actor's own, whose titles are much like that of a record; the most alike first.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn similar(&self, actor: &Actor, to: &Seen, limit: usize) -> Result<Vec<Similar>, RegistryError> {
        let definitions = self.definitions();
        let kind = Self::kind(&definitions, &to.record.kind)?;
        let pieces = title_pieces(kind, &to.content);
        let mut similar = Vec::new();
        for record in self.sharing(kind, &to.record.id, &pieces).await? {
            let Some(number) = record.published_version else { continue };
            let Some(content) = self.contents(&[(record.id.clone(), number)]).await?.remove(&record.id) else {
                continue;
            };
            let content = visible(kind, &content, Disclosure::Public);
            let score = score(&pieces, &title_pieces(kind, &content));
            similar.push(Similar { id: record.id, content, is_published: true, score });
        }
        for (id, content) in self.own_drafts(actor, &kind.code, &to.record.id).await? {
            let score = score(&pieces, &title_pieces(kind, &content));
            similar.push(Similar { id, content, is_published: false, score });
        }
        similar.retain(|similar| similar.score >= ALIKE);
        similar.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
        similar.truncate(limit);
        Ok(similar)
    }

    /// Public records that share most keys of their titles, those merged into others left out.
    async fn sharing(
        &self,
        kind: &Kind,
        own: &str,
        pieces: &[BTreeSet<u64>],
    ) -> Result<Vec<record::Model>, RegistryError> {
        let keys = keys(pieces);
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let found = shingle::Entity::find()
            .select_only()
            .column(shingle::Column::Record)
            .filter(shingle::Column::Kind.eq(&kind.code))
            .filter(shingle::Column::Key.is_in(keys))
            .filter(shingle::Column::Record.ne(own))
            .filter(shingle::Column::Record.not_in_subquery(crate::merge::merged_ids()))
            .group_by(shingle::Column::Record)
            .order_by_desc(shingle::Column::Key.count())
            .order_by_asc(shingle::Column::Record)
            .limit(CANDIDATES)
            .into_model::<Found>()
            .all(self.store.read())
            .await?;
        let ids: Vec<String> = found.into_iter().map(|found| found.record).collect();
        let public = record::Entity::find().filter(record::Column::Id.is_in(ids));
        Ok(public.filter(record::Column::PublishedVersion.is_not_null()).all(self.store.read()).await?)
    }

    async fn own_drafts(&self, actor: &Actor, kind: &str, own: &str) -> Result<Vec<(String, Content)>, RegistryError> {
        let owners: Vec<&String> = actor.party.iter().chain(&actor.acts_for).collect();
        if owners.is_empty() {
            return Ok(Vec::new());
        }
        let drafts = record::Entity::find()
            .filter(record::Column::Owner.is_in(owners))
            .filter(record::Column::Kind.eq(kind))
            .filter(record::Column::PublishedVersion.is_null())
            .filter(record::Column::Id.ne(own))
            .order_by_desc(record::Column::UpdatedAt)
            .limit(DRAFTS)
            .all(self.store.read())
            .await?;
        let keys: Vec<(String, i64)> = drafts.into_iter().map(|record| (record.id, record.version)).collect();
        Ok(self.contents(&keys).await?.into_iter().collect())
    }

    /// Indexes what was published before there was an index. Returns how many records that were.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn index_similar(&self) -> Result<usize, RegistryError> {
        let definitions = self.definitions();
        let (mut indexed, mut after) = (0, String::new());
        loop {
            let mut known = shingle::Entity::find().select_only().column(shingle::Column::Record);
            let known = QuerySelect::query(&mut known).to_owned();
            let records = record::Entity::find()
                .filter(record::Column::PublishedVersion.is_not_null())
                .filter(record::Column::Id.gt(&after))
                .filter(record::Column::Id.not_in_subquery(known))
                .order_by_asc(record::Column::Id)
                .limit(AT_A_TIME)
                .all(self.store.read())
                .await?;
            let Some(last) = records.last() else { return Ok(indexed) };
            after.clone_from(&last.id);
            let keys: Vec<(String, i64)> =
                records.iter().filter_map(|record| Some((record.id.clone(), record.published_version?))).collect();
            let contents = self.contents(&keys).await?;
            let transaction = self.store.write().await?;
            for record in &records {
                let (Some(kind), Some(content)) = (definitions.kind(&record.kind), contents.get(&record.id)) else {
                    continue;
                };
                replace(&*transaction, kind, &record.id, &visible(kind, content, Disclosure::Public)).await?;
                indexed += 1;
            }
            transaction.commit().await?;
        }
    }
}

/// Writes the keys of a record's public title in the place of earlier ones.
pub(crate) async fn replace(
    within: &impl ConnectionTrait,
    kind: &Kind,
    record: &str,
    public: &Content,
) -> Result<(), RegistryError> {
    forget(within, record).await?;
    let row = |key: i64| {
        let row = shingle::Model { record: record.to_owned(), key, kind: kind.code.clone() };
        row.into_active_model().reset_all()
    };
    let rows: Vec<_> = keys(&title_pieces(kind, public)).into_iter().map(row).collect();
    if !rows.is_empty() {
        shingle::Entity::insert_many(rows).exec_without_returning(within).await?;
    }
    Ok(())
}

/// Takes a record out of the index.
pub(crate) async fn forget(within: &impl ConnectionTrait, record: &str) -> Result<(), RegistryError> {
    shingle::Entity::delete_many().filter(shingle::Column::Record.eq(record)).exec(within).await?;
    Ok(())
}

/// The pieces of a title, in each of its languages.
fn title_pieces(kind: &Kind, content: &Content) -> Vec<BTreeSet<u64>> {
    let texts: Vec<&str> = match content.get(&kind.title) {
        Some(Value::String(text)) => vec![text],
        Some(Value::Object(languages)) => languages.values().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    texts.into_iter().map(pieces).filter(|pieces| !pieces.is_empty()).collect()
}

/// How alike two titles are: as alike as in the language in which they are most.
fn score(one: &[BTreeSet<u64>], other: &[BTreeSet<u64>]) -> f64 {
    let jaccard = |one: &BTreeSet<u64>, other: &BTreeSet<u64>| {
        let shared = one.intersection(other).count();
        shared as f64 / (one.len() + other.len() - shared).max(1) as f64
    };
    one.iter().flat_map(|one| other.iter().map(move |other| jaccard(one, other))).fold(0.0, f64::max)
}

/// The pieces of a text, as numbers.
fn pieces(text: &str) -> BTreeSet<u64> {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let plain = fast2s::convert(&plain);
    let mut found = BTreeSet::new();
    let mut run: Vec<char> = Vec::new();
    let mut end = |run: &mut Vec<char>| {
        match run.first() {
            Some(&first) if is_han(first) && run.len() == 1 => {
                found.insert(hash(run));
            }
            Some(&first) if is_han(first) => found.extend(run.windows(2).map(hash)),
            Some(_) => {
                run.insert(0, ' ');
                run.push(' ');
                found.extend(run.windows(3).map(hash));
            }
            None => {}
        }
        run.clear();
    };
    for letter in plain.chars() {
        let goes_on = run.last().is_some_and(|&last| is_han(last) == is_han(letter));
        if !letter.is_alphanumeric() || !goes_on {
            end(&mut run);
        }
        if letter.is_alphanumeric() {
            run.push(letter);
        }
    }
    end(&mut run);
    found
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// FNV-1a: the same on every machine and in every version, since it is kept.
fn hash(letters: &[char]) -> u64 {
    letters.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &letter| (hash ^ u64::from(letter)).wrapping_mul(0x100_0000_01b3))
}

/// One of many ways to shuffle all numbers (SplitMix64).
fn shuffled(number: u64, way: u64) -> u64 {
    let mut mixed = number ^ way.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The keys of a title: of each language one per band.
fn keys(pieces: &[BTreeSet<u64>]) -> BTreeSet<i64> {
    let smallest =
        |pieces: &BTreeSet<u64>, way: u64| pieces.iter().map(|&piece| shuffled(piece, way)).min().unwrap_or_default();
    let band = |pieces: &BTreeSet<u64>, band: u64| {
        let numbers = (0..ROWS).map(|row| smallest(pieces, band * ROWS + row));
        numbers.fold(band, |key, number| shuffled(key ^ number, BANDS * ROWS)).cast_signed()
    };
    pieces.iter().flat_map(|pieces| (0..BANDS).map(move |number| band(pieces, number))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> f64 {
        score(&[pieces(one)], &[pieces(other)])
    }

    /// What the threshold was chosen by: the same thing written twice, and things that only have words in common.
    #[test]
    fn the_same_thing_is_told_from_what_has_words_in_common() {
        let same = [
            ("固态电池用硫化物电解质膜", "硫化物电解质膜（固态电池用）"),
            ("固态电池用硫化物电解质膜", "固态電池用硫化物電解質膜"),
            ("仿生灵巧手", "仿生灵巧手 V2"),
            ("面向工业质检的多模态大模型", "面向工业质检的多模态大模型平台"),
            (
                "Sulfide electrolyte membrane for solid-state batteries",
                "Sulphide electrolyte membranes for solid state batteries",
            ),
            ("A dexterous hand for assembly", "Dexterous hand for assembly"),
        ];
        let different = [
            ("仿生灵巧手", "工业机器人灵巧手"),
            ("固态电池用硫化物电解质膜", "固态电池用氧化物电解质粉体"),
            ("面向工业质检的多模态大模型", "面向医疗影像的多模态大模型"),
            ("低空物流无人机", "低空巡检无人机平台"),
            ("A dexterous hand", "A dexterous gripper"),
            ("Membrane for hydrogen electrolysers", "Membrane for solid-state batteries"),
        ];
        for (one, other) in same {
            assert!(alike(one, other) >= ALIKE, "{} {one} / {other}", alike(one, other));
            let (one, other) = (keys(&[pieces(one)]), keys(&[pieces(other)]));
            assert!(one.intersection(&other).next().is_some(), "a sketch finds what is alike");
        }
        for (one, other) in different {
            assert!(alike(one, other) < ALIKE, "{} {one} / {other}", alike(one, other));
        }
    }

    #[test]
    fn a_text_without_letters_is_like_nothing() {
        for text in ["", " … ", "——"] {
            assert!(pieces(text).is_empty());
            assert_eq!(alike(text, text), 0.0);
            assert!(keys(&[]).is_empty());
        }
    }
}
