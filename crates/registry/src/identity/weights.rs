//! Bits of evidence. One bit doubles the odds. What is rare by nature (distinctive parts, hosts, names of people) is weighed by how many
//! share it in the corpus; the constants here are for aspects that are alike everywhere, and say why they are as large as they are.

/// Score from which a pair is proposed for merging: more likely one than two.
pub const PROPOSE: f64 = 0.5;

/// Score from which [`super::Index::similar`] hints that something alike is there already.
pub const HINT: f64 = 0.2;

/// A corpus is never taken to be smaller than this: a name is not common because two of ten subjects carry it.
pub(super) const SMALLEST_CORPUS: f64 = 10_000.0;

/// Odds, over those of a random pair, that organisations are the same whose rare distinctive parts agree: 16 to 1.
pub(super) const ORGANISATION_PRIOR: f64 = 4.0;
/// The same for persons of a rare name: namesakes exist, so 2 to 1.
pub(super) const PERSON_PRIOR: f64 = 1.0;

/// Valid numbers that agree are given out once.
pub(super) const NUMBER_SAME: f64 = 24.0;
/// Numbers a slip apart of which one has a wrong check digit: most probably one number.
pub(super) const NUMBER_MISTYPED: f64 = 12.0;
/// Two valid numbers that differ: two subjects, but for a number replaced in a reorganisation.
pub(super) const NUMBER_DIFFERENT: f64 = -14.0;
/// A host is shared with parents and daughters, so that its rarity counts up to this.
pub(super) const HOST_CAP: f64 = 9.0;
/// Organisations have several hosts.
pub(super) const HOST_DIFFERENT: f64 = -2.0;
/// A person's own address.
pub(super) const ADDRESS_SAME: f64 = 16.0;

/// Letter by letter the same; a slip apart, whatever table word the slip hides.
pub(super) const NAME_SAME: f64 = 3.0;
/// A slip somewhere in a long name.
pub(super) const NAME_MISTYPED: f64 = 5.0;
/// Shorter names are not taken for mistyped.
pub(super) const NAME_MISTYPED_FROM: usize = 8;
/// Distinctive parts that differ.
pub(super) const CORE_DIFFERENT: f64 = -12.0;
/// In the other language: syllables are fewer than characters.
pub(super) const CORE_SPELLED: f64 = -0.5;
/// Homophones: names are chosen for their sound, so that others have it too.
pub(super) const CORE_SOUNDS: f64 = -2.0;
/// The best pair of names is of letters, while both have Chinese names and these differ.
pub(super) const CHINESE_DIFFERENT: f64 = -6.0;
/// A slip apart; the same of fewer than nine letters.
pub(super) const CORE_MISTYPED: f64 = -3.0;
/// Short spellings that differ by a letter.
pub(super) const CORE_MISTYPED_SHORT: f64 = -6.5;
/// A beginning only.
pub(super) const CORE_SHORTENED: f64 = -4.5;
/// The same, where both are full names, which leave out nothing distinctive: Oxford University and Oxford Brookes University.
pub(super) const CORE_SHORTENED_FULL: f64 = -7.5;
/// The same, where what is left over is a word that many names share: a trade that the table does not know.
pub(super) const CORE_SHORTENED_COMMON: f64 = -2.5;
/// A common beginning, then words of two languages that subjects with both names tell to be one.
pub(super) const CORE_TRANSLATED: f64 = 1.5;
/// How many must tell.
pub(super) const TRANSLATION: f64 = 2.0;
/// A common beginning, then words of two languages of which nothing is known.
pub(super) const CORE_UNTRANSLATED: f64 = -6.5;
/// From how many names on a word is one that many share.
pub(super) const COMMON: f64 = 6.0;
/// A short form of two characters, of three, of more: chance agreement falls with length.
pub(super) const SHORT_FORM: [f64; 3] = [-6.5, -3.0, -3.0];

/// The same place named.
pub(super) const PLACE_SAME: f64 = 1.5;
/// Left out by a company, which is usual, though brothers in other provinces exist.
pub(super) const PLACE_LEFT_OUT: f64 = -0.5;
/// Left out by a public institution, whose name it is.
pub(super) const PLACE_LEFT_OUT_PUBLIC: f64 = -2.5;
/// Another place named.
pub(super) const PLACE_DIFFERENT: f64 = -9.0;

/// The same trades.
pub(super) const TRADE_SAME: f64 = 3.0;
/// Some trades in common, some left out.
pub(super) const TRADE_PARTLY: f64 = 0.5;
/// Both have trades of their own beside those in common.
pub(super) const TRADE_MIXED: f64 = -3.0;
/// A bare brand leaves its trade out.
pub(super) const TRADE_LEFT_OUT_BARE: f64 = -1.5;
/// Two full names of which one has a trade: parent and daughter more often than not.
pub(super) const TRADE_LEFT_OUT: f64 = -5.0;
/// A group and a company with a trade, which may share their host.
pub(super) const TRADE_LEFT_OUT_GROUP: f64 = -14.0;
/// Other trades.
pub(super) const TRADE_DIFFERENT: f64 = -10.0;
/// Words of little content: same, different.
pub(super) const FILLER: [f64; 2] = [1.0, -1.5];

/// The same sort.
pub(super) const SORT_SAME: f64 = 1.0;
/// One name does not say the sort.
pub(super) const SORT_LEFT_OUT: f64 = -0.5;
/// A group and a company that does not call itself one.
pub(super) const GROUP_LEFT_OUT: f64 = -1.5;
/// Other sorts: a university and a company of its name.
pub(super) const SORT_DIFFERENT: f64 = -10.0;

/// The same number among sisters; another; one without.
pub(super) const ORDINAL: [f64; 3] = [3.0, -26.0, -20.0];
/// The same unit of the same parent; parent and unit, or two units: these share brand, place and host, so that such agreement is undone.
pub(super) const UNIT: [f64; 2] = [2.0, -26.0];

/// Provinces of the subjects: same, different (branches).
pub(super) const REGION: [f64; 2] = [1.5, -9.0];
/// Countries of the subjects, where they differ.
pub(super) const COUNTRY_DIFFERENT: f64 = -5.0;

/// A homophone in a person's name.
pub(super) const PERSON_SOUNDS: f64 = -4.0;
/// A homophone in a name of two characters, of which there are many.
pub(super) const PERSON_SOUNDS_SHORT: f64 = -8.0;
/// A slip apart.
pub(super) const PERSON_MISTYPED: f64 = -6.5;
/// A character typed twice in a name of three, which hardly is a name of four.
pub(super) const PERSON_DOUBLED: f64 = -3.0;
/// A character other than it should be, and not of its sound: colleagues whose names have two characters in common are as frequent.
pub(super) const PERSON_MISTYPED_CHARACTER: f64 = -12.0;
/// Names that differ.
pub(super) const PERSON_DIFFERENT: f64 = -20.0;
/// Names are never rarer than one in four corpora, however strange.
pub(super) const PERSON_RARITY_CAP: f64 = 2.0;
/// Affiliations weigh by rarity up to this.
pub(super) const AFFILIATION_CAP: f64 = 9.0;
/// A unit of the same parent.
pub(super) const AFFILIATION_PART: f64 = -1.5;
/// An organisation that is like the other but not surely the same.
pub(super) const AFFILIATION_SIMILAR: f64 = -4.0;
/// Others: people move, namesakes are more.
pub(super) const AFFILIATION_DIFFERENT: f64 = -9.0;
/// Domains of e-mail that agree, where the affiliation does not already say so.
pub(super) const PERSON_HOST_CAP: f64 = 5.0;
