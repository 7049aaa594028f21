//! How the names of an organisation are written: long and short, in either language.

use crate::party_organisation::{Languages, Organisation, Sort};
use crate::party_vocabulary::PARTY_VOCABULARY;

impl Organisation {
    fn place_zh(&self) -> &'static str {
        if self.names_place { PARTY_VOCABULARY.places[self.place].1 } else { "" }
    }

    fn place_en(&self) -> String {
        if self.names_place && self.country == "CN" {
            format!("{} ", PARTY_VOCABULARY.places[self.place].2)
        } else {
            String::new()
        }
    }

    /// The name in Chinese; abroad there is none.
    pub(crate) fn chinese(&self) -> String {
        let unit = match (self.unit, self.ordinal) {
            (Some((unit, _)), _) => unit.to_string(),
            (_, Some(ordinal)) => format!("第{}研究所", numeral(ordinal)),
            _ => String::new(),
        };
        format!("{}{unit}", self.body_zh(&self.brand.zh, true))
    }

    /// The former name, where there is one.
    pub(crate) fn former_chinese(&self) -> Option<String> {
        self.former.as_ref().filter(|_| self.plain_university().is_none()).map(|former| self.body_zh(&former.zh, true))
    }

    /// The name in Chinese without what stands below, with or without the form of law.
    pub(crate) fn body_zh(&self, brand: &str, form: bool) -> String {
        if let Some((discipline, _)) = self.plain_university() {
            return format!("{}{discipline}大学", PARTY_VOCABULARY.places[self.place_index()].1);
        }
        let (place, trade, filler) = (self.place_zh(), self.trade.0, self.filler.0.trim_end_matches("股份"));
        let form = if form { self.form.0 } else { "" };
        match self.sort {
            Sort::University => format!("{place}{brand}{}", ["大学", "学院", "理工大学"][self.number % 3]),
            Sort::Institute => format!("{place}{brand}{trade}{}", ["研究院", "研究所"][self.number % 2]),
            Sort::Company => format!("{place}{brand}{trade}{filler}{form}"),
            Sort::Group => format!("{place}{brand}集团{form}"),
            Sort::Service => {
                format!("{place}{brand}{}{form}", ["知识产权代理", "科技服务", "检验认证"][self.number % 3])
            }
            Sort::Incubator => format!("{place}{brand}{}", ["孵化器", "众创空间", "加速器"][self.number % 3]),
        }
    }

    /// The name in English.
    pub(crate) fn english(&self) -> String {
        let body = self.body_en(&self.brand.en, true);
        match (self.unit, self.ordinal) {
            (Some((_, unit)), _) => format!("{unit}, {body}"),
            (_, Some(ordinal)) => format!("No. {ordinal} Research Institute, {body}"),
            _ => body,
        }
    }

    pub(crate) fn body_en(&self, brand: &str, form: bool) -> String {
        if let Some((_, discipline)) = self.plain_university() {
            let place = PARTY_VOCABULARY.places[self.place_index()].2;
            return match self.number % 3 {
                0 if !discipline.contains(' ') => format!("{place} {discipline} University"),
                1 if discipline.contains(' ') => format!("{place} University of {discipline}"),
                _ => format!("{place} {discipline} University"),
            };
        }
        let (place, trade) = (self.place_en(), self.trade.1);
        let filler = if self.filler.1.is_empty() { String::new() } else { format!(" {}", self.filler.1) };
        let form = if form { format!(" {}", self.form.1) } else { String::new() };
        match self.sort {
            Sort::University => {
                let sort = [
                    "University",
                    if self.country == "CN" { "College" } else { "University" },
                    "University of Technology",
                ][self.number % 3];
                format!("{place}{brand} {sort}")
            }
            Sort::Institute => {
                let sort = ["Research Institute", "Institute"][self.number % 2];
                format!("{place}{brand} {sort} of {trade}")
            }
            Sort::Company => format!("{place}{brand} {trade}{filler}{form}"),
            Sort::Group => format!("{place}{brand} Group{form}"),
            Sort::Service => {
                let trade = ["Intellectual Property Agency", "Technology Service", "Inspection and Certification"]
                    [self.number % 3];
                format!("{place}{brand} {trade}{form}")
            }
            Sort::Incubator => {
                let sort = ["Incubator", "Makerspace", "Accelerator"][self.number % 3];
                format!("{place}{brand} {sort}")
            }
        }
    }

    /// The form that people say.
    pub(crate) fn short_zh(&self) -> String {
        let firsts = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        if let Some((discipline, _)) = self.plain_university() {
            return format!("{}{}大", firsts(PARTY_VOCABULARY.places[self.place_index()].1), firsts(discipline));
        }
        let brand = &self.brand.zh;
        match self.sort {
            Sort::University if self.number.is_multiple_of(2) => {
                format!("{brand}{}", ["大学", "学院", "理工"][self.number % 3])
            }
            Sort::University => brand.clone(),
            Sort::Institute => format!("{brand}{}", ["研究院", "研究所"][self.number % 2]),
            Sort::Company if self.number.is_multiple_of(2) => format!("{brand}{}", self.trade.0),
            Sort::Company | Sort::Service | Sort::Incubator => brand.clone(),
            Sort::Group => format!("{brand}集团"),
        }
    }

    /// The names of its first entry.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        if self.country == "CN" && self.languages != Languages::English {
            names.push(self.chinese());
        }
        if self.country != "CN" || self.languages != Languages::Chinese {
            names.push(self.english());
        }
        names.extend(self.former_chinese());
        names
    }
}

/// Chinese numerals up to 99.
fn numeral(number: usize) -> String {
    let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        0..10 => digits[number].to_string(),
        10..20 => format!("十{}", digits[number % 10]),
        _ => format!("{}十{}", digits[number / 10 % 10], digits[number % 10]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::party_organisation::{Brand, FORMS};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn names_in_both_languages_tell_of_the_same() {
        let organisation = Organisation {
            number: 100_000,
            sort: Sort::Company,
            country: "CN",
            brand: Brand { zh: "澄曜".into(), en: "Chengyao".into(), spelled: "chengyao".into() },
            place: 5,
            names_place: true,
            trade: ("光电", "Optoelectronics"),
            filler: ("科技", "Technology"),
            form: FORMS[0],
            ..Organisation::draw(0, &mut ChaCha8Rng::seed_from_u64(1))
        };
        assert_eq!(organisation.chinese(), "深圳澄曜光电科技有限公司");
        assert_eq!(organisation.english(), "Shenzhen Chengyao Optoelectronics Technology Co., Ltd.");
        assert_eq!(organisation.region().as_deref(), Some("440000"));
        assert_eq!([numeral(5), numeral(15), numeral(40)], ["五", "十五", "四十"]);
    }
}
