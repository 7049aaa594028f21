//! Organisations: what they are, and how their names are written in either language.

use crate::party_codes::uscc;
use crate::party_vocabulary::{PARTY_VOCABULARY, Pair, capital};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    University,
    Institute,
    Company,
    Group,
    Service,
    Incubator,
}

/// A brand in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Brand {
    pub(crate) zh: String,
    pub(crate) en: String,
    pub(crate) spelled: String,
}

/// An organisation, from which its names follow.
#[derive(Clone, Debug)]
pub(crate) struct Organisation {
    pub(crate) number: usize,
    pub(crate) sort: Sort,
    /// `CN`, or where it is abroad.
    pub(crate) country: &'static str,
    pub(crate) brand: Brand,
    /// A former brand that it lists.
    pub(crate) former: Option<Brand>,
    /// Position in the list of places.
    pub(crate) place: usize,
    /// Whether names begin with the place.
    pub(crate) names_place: bool,
    pub(crate) trade: Pair,
    pub(crate) filler: Pair,
    /// Form of law.
    pub(crate) form: Pair,
    /// Number among sisters.
    pub(crate) ordinal: Option<usize>,
    /// What stands below it, where the party is that.
    pub(crate) unit: Option<Pair>,
    /// Languages that its first entry lists.
    pub(crate) languages: Languages,
    /// Number of the organisation whose host it uses.
    pub(crate) host_of: usize,
}

/// Languages of the names listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Languages {
    Chinese,
    English,
    Both,
}

pub(crate) const FORMS: &[Pair] = &[
    ("有限公司", "Co., Ltd."),
    ("股份有限公司", "Co., Ltd."),
    ("有限责任公司", "Co. Ltd"),
    ("有限公司", "Company Limited"),
    ("股份有限公司", "Inc."),
];
const FORMS_ABROAD: &[(&str, &str)] = &[
    ("US", "Inc."),
    ("US", "Corp."),
    ("US", "LLC"),
    ("DE", "GmbH"),
    ("DE", "AG"),
    ("GB", "Ltd"),
    ("FR", "SA"),
    ("SE", "AB"),
];

impl Organisation {
    /// Draws organisation `number`.
    pub(crate) fn draw(number: usize, random: &mut ChaCha8Rng) -> Self {
        let v = &*PARTY_VOCABULARY;
        let abroad = random.random_bool(0.1);
        let sort = match random.random_range(0..100) {
            0..12 => Sort::University,
            12..24 => Sort::Institute,
            24..80 => Sort::Company,
            80..84 => Sort::Group,
            84..93 => Sort::Service,
            _ => Sort::Incubator,
        };
        let languages = match random.random_range(0..100) {
            _ if abroad => Languages::English,
            0..55 => Languages::Chinese,
            55..90 => Languages::Both,
            _ => Languages::English,
        };
        let (country, form) = match FORMS_ABROAD.choose(random) {
            Some(&(country, form)) if abroad => (country, ("", form)),
            _ => ("CN", *FORMS.choose(random).expect("there are forms")),
        };
        Self {
            number,
            sort,
            country,
            brand: if abroad { brand_abroad(random) } else { brand(random) },
            former: (!abroad && random.random_bool(0.2)).then(|| brand(random)),
            place: random.random_range(0..v.places.len()),
            names_place: random.random_bool(0.6),
            trade: *v.trades.choose(random).expect("there are trades"),
            filler: *v.fillers.choose(random).expect("there are fillers"),
            form,
            ordinal: None,
            unit: None,
            languages,
            host_of: number,
        }
    }

    /// For the first universities: a place and a discipline, each pair once, as 浙江工业大学 is named.
    pub(crate) fn plain_university(&self) -> Option<Pair> {
        let v = &*PARTY_VOCABULARY;
        let plain =
            self.sort == Sort::University && self.country == "CN" && self.number < v.places.len() * v.disciplines.len();
        plain.then(|| v.disciplines[self.number / v.places.len()])
    }

    pub(crate) fn place_index(&self) -> usize {
        if self.plain_university().is_some() { self.number % PARTY_VOCABULARY.places.len() } else { self.place }
    }

    /// Code of the province.
    pub(crate) fn region(&self) -> Option<String> {
        (self.country == "CN").then(|| format!("{}0000", &PARTY_VOCABULARY.places[self.place_index()].0[..2]))
    }

    pub(crate) fn host(&self) -> String {
        format!("{}-{}.example", self.brand.spelled, self.host_of)
    }

    pub(crate) fn uscc(&self) -> String {
        uscc(self.number)
    }

    /// Whether it carries a form of law.
    pub(crate) fn is_firm(&self) -> bool {
        matches!(self.sort, Sort::Company | Sort::Group | Sort::Service)
    }
}

fn brand(random: &mut ChaCha8Rng) -> Brand {
    let v = &*PARTY_VOCABULARY;
    if random.random_bool(0.06) {
        let &(zh, en) = v.brands.choose(random).expect("there are brands");
        let &(more, _) = v.second.choose(random).expect("there are characters");
        // A translated brand of many would be one of few; with a character more it is as rare as others.
        return Brand { zh: format!("{zh}{more}"), en: en.to_string(), spelled: en.to_lowercase() };
    }
    let first = v.first.choose(random).expect("there are characters");
    let mut pieces = vec![*first, *v.second.choose(random).expect("there are characters")];
    if random.random_bool(0.25) {
        pieces.push(*v.second.choose(random).expect("there are characters"));
    }
    let zh: String = pieces.iter().map(|piece| piece.0).collect();
    let spelled: String = pieces.iter().map(|piece| piece.1).collect();
    let en = if random.random_bool(0.1) {
        pieces.iter().map(|piece| capital(piece.1)).collect::<Vec<_>>().join(" ")
    } else {
        capital(&spelled)
    };
    Brand { zh, en, spelled }
}

fn brand_abroad(random: &mut ChaCha8Rng) -> Brand {
    let count = random.random_range(2..4);
    let spelled: String = (0..count).filter_map(|_| PARTY_VOCABULARY.syllables.choose(random).copied()).collect();
    Brand { zh: String::new(), en: capital(&spelled), spelled }
}
