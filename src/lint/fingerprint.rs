//! What stays the same of a finding while the copy around it changes: hashes of words, and fingerprints. All are XXH3, which
//! is the same on every machine and for years; baselines and CI hosts keep them.

use std::collections::BTreeMap;
use twox_hash::XxHash3_64;

/// The hash of words, whatever white space stands between them.
pub(super) fn of_words(text: &str) -> u64 {
    if is_even(text.as_bytes()) {
        return XxHash3_64::oneshot(text.as_bytes());
    }
    XxHash3_64::oneshot(text.split_whitespace().collect::<Vec<_>>().join(" ").as_bytes())
}

/// Whether the only white space in a text are single spaces between words, as in most sentences. It may say no of others.
fn is_even(text: &[u8]) -> bool {
    let [first, .., last] = text else { return false };
    // White space beyond ASCII begins with one of three bytes, or ends in these two.
    let other = |before: u8, byte: u8| {
        u8::from(matches!(byte, 0xc2 | 0xe1 | 0xe3))
            | u8::from(before == 0x80) & u8::from(matches!(byte, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf))
            | u8::from(before == 0x81) & u8::from(byte == 0x9f)
    };
    let odd = |before: u8, byte: u8| {
        u8::from(byte < b' ') | u8::from(byte == b' ') & u8::from(before == b' ') | other(before, byte)
    };
    // To the end and in numbers, so that the compiler looks at many bytes at once.
    let pairs = text.iter().zip(&text[1..]);
    *first > b' '
        && *last != b' '
        && odd(0, *first) | pairs.fold(0, |all, (before, byte)| all | odd(*before, *byte)) == 0
}

/// How often each hash has been met before, so that equal findings differ.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<u64, u64>);

impl Counts {
    /// Sixteen digits for a rule, what it is about, and the count of equal ones before.
    pub(super) fn fingerprint(&mut self, rule: &str, about: u64) -> String {
        let hash = XxHash3_64::oneshot_with_seed(about, rule.as_bytes());
        let count = self.0.entry(hash).or_insert(0);
        let own = XxHash3_64::oneshot_with_seed(hash, &count.to_le_bytes());
        *count += 1;
        format!("{own:016x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_what_unicode_says() {
        for c in (0..=0xffff).filter_map(char::from_u32) {
            let text = format!("a{c}b");
            let even = if c.is_whitespace() { "a b" } else { &text };
            assert_eq!(of_words(&text), XxHash3_64::oneshot(even.as_bytes()), "{c:?}");
        }
        assert_eq!(of_words("\u{a0} a\u{2003}“bé”\n"), of_words("a “bé”"));
        assert_ne!(of_words("ab é"), of_words("a bé"));
    }

    /// Baselines keep them.
    #[test]
    fn hashes_are_those_of_years_before() {
        assert_eq!(of_words("The  mayor resigned.\n"), of_words("The mayor resigned."));
        assert_eq!(format!("{:016x}", of_words("The mayor resigned.")), "6f7702a652c7c0d2");
        let mut counts = Counts::default();
        let both = [(); 2].map(|()| counts.fingerprint("claims/causation", of_words("The mayor resigned.")));
        assert_eq!(both, ["f091f8d74b97e884", "25af0896cabb19c3"]);
    }
}
