//! The file that a rule or list stands in. Owns how long a built-in one stays mere text.

use crate::source::Source;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A file with its lines, counted when somebody first asks where in it something stands.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Path and text of a built-in file.
    builtin: (&'static str, &'static str),
    source: OnceLock<Arc<Source>>,
}

impl File {
    /// A built-in file, by its path in the rules folder.
    pub(crate) const fn builtin(path: &'static str, text: &'static str) -> Self {
        Self { builtin: (path, text), source: OnceLock::new() }
    }

    /// Whether it comes with sayso.
    pub(crate) const fn is_builtin(&self) -> bool {
        !self.builtin.0.is_empty()
    }

    /// The file to keep.
    pub fn source(&self) -> &Arc<Source> {
        let (path, text) = self.builtin;
        self.source.get_or_init(|| Arc::new(Source::from_text(format!("rules/{path}"), text)))
    }
}

impl From<Arc<Source>> for File {
    fn from(source: Arc<Source>) -> Self {
        Self { builtin: ("", ""), source: OnceLock::from(source) }
    }
}

impl Deref for File {
    type Target = Source;

    fn deref(&self) -> &Source {
        self.source()
    }
}
