//! Spans: where something is, in bytes. Two types that cannot be mixed up: [`TextSpan`] counts in the clean prose text
//! that the parser reads, [`SourceSpan`] in the decoded text of the file. Only [`crate::prose::SourceMap`] turns one
//! into the other. Knows nothing of what the text means.

use serde::{Deserialize, Serialize};
use std::ops::Range;

macro_rules! span_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name {
            /// First byte.
            pub start: u32,
            /// One past the last byte.
            pub end: u32,
        }

        impl $name {
            /// The span of the bytes `start..end`.
            pub const fn new(start: u32, end: u32) -> Self {
                Self { start, end }
            }

            /// The span as an index range into the text it belongs to.
            pub const fn range(self) -> Range<usize> {
                self.start as usize..self.end as usize
            }

            /// Length in bytes.
            pub const fn len(self) -> u32 {
                self.end.saturating_sub(self.start)
            }

            /// Whether the span covers no byte.
            pub const fn is_empty(self) -> bool {
                self.end <= self.start
            }

            /// Whether the two spans share at least one byte.
            pub const fn overlaps(self, other: Self) -> bool {
                self.start < other.end && other.start < self.end
            }

            /// Whether `other` lies wholly inside.
            pub const fn contains(self, other: Self) -> bool {
                self.start <= other.start && other.end <= self.end
            }

            /// The smallest span that covers both.
            #[must_use]
            pub fn to(self, other: Self) -> Self {
                Self::new(self.start.min(other.start), self.end.max(other.end))
            }
        }
    };
}

span_type! {
    /// Bytes of the clean prose text ([`crate::prose::Prose::text`]).
    TextSpan
}
span_type! {
    /// Bytes of the decoded file text ([`crate::source::Source::text`]).
    SourceSpan
}
