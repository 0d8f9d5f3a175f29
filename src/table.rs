//! Tables as files: what the build script works out once it leaves as rows of plain numbers, which the compiler reads into
//! statics, so that nothing has to be decoded at the start. Owns how rows, and what is no row, lie in such a file; knows no
//! table.

use serde::{Deserialize, Serialize};

/// A row of a table that can be left in a file.
pub(crate) trait Row {
    /// Appends it, the lowest byte of each number first.
    fn leave(&self, into: &mut Vec<u8>);
}

/// Makes a [`Row`] of a struct of its fields, each with what reads it: they lie in that order.
macro_rules! row {
    ($name:ident { $($field:tt: $read:path),* }) => {
        impl $name {
            /// The next of a file.
            pub(crate) const fn read(rest: &mut Rest<'_>) -> Self {
                Self { $($field: $read(rest)),* }
            }
        }

        impl Row for $name {
            fn leave(&self, into: &mut Vec<u8>) {
                $(self.$field.leave(into);)*
            }
        }
    };
}
pub(crate) use row;

/// The file of a table: how many rows it has, and these.
pub(crate) fn file<R: Row>(rows: &[R]) -> Vec<u8> {
    let mut bytes = Vec::new();
    u32::try_from(rows.len()).expect("tables are read from files of less than 4 GiB").leave(&mut bytes);
    for row in rows {
        row.leave(&mut bytes);
    }
    bytes
}

/// The file of what is no table, and has to be decoded.
pub(crate) fn pack(what: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(what).expect("it is maps, lists, words and numbers")
}

/// What such a file has.
pub(crate) fn unpack<'f, T: Deserialize<'f>>(file: &'f [u8]) -> T {
    postcard::from_bytes(file).expect("the build script wrote it, with the same types")
}

/// What is left to read of the file of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rest<'f>(pub(crate) &'f [u8]);

macro_rules! numbers {
    ($($number:ident)*) => {
        impl Rest<'_> {
            $(
                /// The next number; 0 at the end.
                pub(crate) const fn $number(&mut self) -> $number {
                    let Some((bytes, rest)) = self.0.split_first_chunk() else { return 0 };
                    self.0 = rest;
                    $number::from_le_bytes(*bytes)
                }
            )*
        }

        $(impl Row for $number {
            fn leave(&self, into: &mut Vec<u8>) {
                into.extend(self.to_le_bytes());
            }
        })*
    };
}

numbers!(u8 u16 u32 u64);

impl Rest<'_> {
    /// The next byte as yes or no.
    pub(crate) const fn bool(&mut self) -> bool {
        self.u8() != 0
    }

    /// The next two numbers.
    pub(crate) const fn pair(&mut self) -> (u64, u64) {
        (self.u64(), self.u64())
    }

    /// The next bytes.
    pub(crate) const fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut all = [0; N];
        let mut at = 0;
        while at < N {
            all[at] = self.u8();
            at += 1;
        }
        all
    }
}

impl Row for bool {
    fn leave(&self, into: &mut Vec<u8>) {
        u8::from(*self).leave(into);
    }
}

impl Row for (u64, u64) {
    fn leave(&self, into: &mut Vec<u8>) {
        self.0.leave(into);
        self.1.leave(into);
    }
}

impl<const N: usize> Row for [u8; N] {
    fn leave(&self, into: &mut Vec<u8>) {
        into.extend(self);
    }
}
