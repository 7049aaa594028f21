//! How times and ids are written.

use jiff::Timestamp;
use uuid::Uuid;

/// A time as it is kept: milliseconds since 1970 in UTC.
pub fn millis(time: Timestamp) -> i64 {
    time.as_millisecond()
}

/// The time of kept milliseconds; 1970 where they are out of range.
pub fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A new id: 32 hexadecimal digits of a UUID version 7 (RFC 9562). Later ids sort after earlier ones, to the millisecond.
pub fn new_id() -> String {
    Uuid::now_v7().simple().to_string()
}
